// Only in the static program (static_program of meson_options.txt).
#include <nss.h>

namespace {

// Of glibc's sources of names, a static program has files and DNS inside. All others it would load from the
// machine, which may have another glibc, or none: a program crashes of that. So /etc/nsswitch.conf has no
// say.
[[maybe_unused]] const int hosts_looked_up = __nss_configure_lookup("hosts", "files dns");
[[maybe_unused]] const int users_looked_up = __nss_configure_lookup("passwd", "files");

}  // namespace
