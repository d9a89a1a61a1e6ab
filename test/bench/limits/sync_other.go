//go:build !linux

package limits

import "os"

func datasync(file *os.File) error { return file.Sync() }
