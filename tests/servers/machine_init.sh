#!/bin/bash
# The first process of a machine (machine.py), in namespaces of its own: lays its file system and becomes systemd.
set -euo pipefail
folder=$1
mount --make-rprivate /
mkdir "$folder"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
cd "$folder/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for place in run tmp; do mount -t tmpfs tmpfs "$place"; done
chmod 1777 tmp
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs dev/shm
# Nothing of this machine's own begins by itself, and nothing touches the kernel that both share.
for unit in systemd-udevd.service systemd-udev-trigger.service systemd-modules-load.service systemd-sysctl.service \
    systemd-remount-fs.service systemd-firstboot.service systemd-random-seed.service systemd-timesyncd.service \
    sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
    dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer logrotate.timer \
    systemd-tmpfiles-setup-dev.service; do
    ln -sf /dev/null "etc/systemd/system/$unit"
done
rm -rf etc/fstab etc/systemd/system/multi-user.target.wants
printf 'container\n' >etc/hostname
ip link set lo up
pivot_root . mnt
umount -l /mnt
# systemd hands credentials over by mounts that have to reach its services.
mount --make-rshared /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=multi-user.target --log-target=journal
