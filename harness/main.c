#include "command.h"

int main(int argc, char **argv)
{
    return tollgate_main(argc, argv);
}
