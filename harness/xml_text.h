/* Text for XML 1.0 out of bytes of any kind. */
#ifndef TOLLGATE_XML_TEXT_H
#define TOLLGATE_XML_TEXT_H

#include "text.h"

enum xml_place { XML_TEXT, XML_ATTRIBUTE };

/* First sanitised: controls and bytes that are no UTF-8 become \xNN, U+FFFE and U+FFFF U+FFFD. Then
 * escaped: & < > " ', carriage returns, and in attributes tabs and newlines. Of the sanitised text
 * at most `limit` bytes are kept (0 = all), the last of them XML_CUT if any were lost. */
void xml_put(struct text *out, enum xml_place place, struct tg_slice bytes, size_t limit);

#define XML_CUT " ... (cut)"

#endif
