package program

import (
	"os"
	"runtime/debug"
)

// collectLess lets the heap grow to five times what lives before it is collected, where GOGC does not say otherwise: at
// Go's own twice, collecting cost a service under load a sixth of its time, and what lives is some tens of megabytes.
// GOMEMLIMIT holds in any case.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
