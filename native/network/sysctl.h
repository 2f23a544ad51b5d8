/* Kernel settings, named by their path below /proc/sys. Those of networks are the ones of the namespace one is in. */
#ifndef LAMBKIN_SYSCTL_H
#define LAMBKIN_SYSCTL_H

/* -errno when it cannot be read. */
int read_sysctl(const char *name);
int write_sysctl(const char *name, int value);
/* 0 also where the kernel has no such setting. */
int write_optional_sysctl(const char *name, int value);
/*
 * The same, for one namespace of many. The kernel keeps the settings of all namespaces that were looked at through one
 * proc file system in one list for each name, and goes through it at each look: 2.6 us for each sandbox that lives.
 */
int write_own_sysctl(const char *name, int value);

/* Settings of one interface; the family is `ipv4` or `ipv6`. */
int read_interface_sysctl(const char *family, const char *interface, const char *name);
int write_interface_sysctl(const char *family, const char *interface, const char *name, int value);

#endif
