/* What the fuzzer's library takes from glibc 2.38 and GCC 13's libstdc++, for systems that have neither; preloaded only there.
   The C23 functions differ from their elders in reading "0b" as binary, which the fuzzer does not write. The C++ symbol only marks that
   the iostreams initialise themselves; in older libstdc++ each object file still does that on its own. */
#include <stdlib.h>

unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
