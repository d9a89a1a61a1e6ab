package testkit

import "syscall"

// memory answers the folder whose files Linux keeps in memory, or "" where there is none with room for a server: the disk
// does then. Nothing of a test outlives it, and to make and drop a database takes ten times the processor on a disk.
func memory() string {
	const folder, room = "/dev/shm", 2 << 30
	var at syscall.Statfs_t
	if err := syscall.Statfs(folder, &at); err != nil || at.Bavail*uint64(at.Bsize) < room {
		return ""
	}
	if err := syscall.Access(folder, 0x2); err != nil { // W_OK
		return ""
	}
	return folder
}
