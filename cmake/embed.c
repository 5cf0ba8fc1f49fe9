/* Build tool: embed OUT.c SYMBOL FILE... writes the files as an array of struct tg_asset. */
#include <stdio.h>
#include <stdlib.h>

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "embed: ");
    fprintf(stderr, "%s: ", name);
    perror(what);
    exit(1);
}

/* The bytes as a list of numbers: string literals have a length limit in standard C. */
static size_t put_bytes(FILE *out, const char *name)
{
    FILE *in = fopen(name, "rb");
    size_t n = 0;
    int c;

    if (in == NULL) fail("open", name);
    while ((c = getc(in)) != EOF) {
        /* Signed, so that the initialiser fits plain char without a conversion. */
        fprintf(out, "%d,", c > 127 ? c - 256 : c);
        if (++n % 24 == 0) putc('\n', out);
    }
    if (ferror(in)) fail("read", name);
    fclose(in);
    return n;
}

int main(int argc, char **argv)
{
    size_t *size;
    FILE *out;

    if (argc < 3) {
        fprintf(stderr, "usage: embed OUT.c SYMBOL FILE...\n");
        return 1;
    }
    size = calloc((size_t)argc, sizeof *size);
    out = fopen(argv[1], "wb");
    if (size == NULL || out == NULL) fail("open", argv[1]);
    fprintf(out, "/* Made by cmake/embed.c. */\n#include \"tollgate.h\"\n");
    fprintf(out, "extern const struct tg_asset %s[];\n", argv[2]);
    for (int i = 3; i < argc; i++) {
        fprintf(out, "static const char data_%d[] = {\n", i);
        size[i] = put_bytes(out, argv[i]);
        fprintf(out, "0};\n");
    }
    fprintf(out, "const struct tg_asset %s[] = {\n", argv[2]);
    for (int i = 3; i < argc; i++)
        fprintf(out, "    {\"%s\", data_%d, %zu},\n", argv[i], i, size[i]);
    fprintf(out, "    {NULL, NULL, 0},\n};\n");
    if (fclose(out) != 0) fail("write", argv[1]);
    free(size);
    return 0;
}
