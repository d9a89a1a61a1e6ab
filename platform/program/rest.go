package program

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// restEvery is how often a process looks whether it does nothing.
	restEvery = time.Second
	// little is how many bytes a process allocates in that time while it does nothing but its timers.
	little = 1 << 20
	// worth is how many bytes since the last time make it worth to collect, and to return what is free.
	worth = 16 << 20
)

// rest returns to the system what the start needed, and from then on what work needed that is over: with a heap that may grow far
// nothing else would for long. It takes some tens of milliseconds, while there is nothing else to do. It ends with ctx.
func rest(ctx context.Context) {
	giveBack()
	tick := time.NewTicker(restEvery)
	defer tick.Stop()
	r := resting{at: allocated()}
	r.given = r.at
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if r.look(allocated()) {
			giveBack()
		}
	}
}

// giveBack collects twice: a sync.Pool keeps what it holds over one collection.
func giveBack() {
	runtime.GC()
	debug.FreeOSMemory()
}

// resting is what a process had allocated, in bytes since it began, when it was looked at, and when memory was last given back.
type resting struct{ at, given uint64 }

// look says whether to give memory back now that so much was allocated.
func (r *resting) look(allocated uint64) bool {
	idle := allocated-r.at < little
	r.at = allocated
	if !idle || allocated-r.given < worth {
		return false
	}
	r.given = allocated
	return true
}

func allocated() uint64 {
	bytes := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(bytes)
	return bytes[0].Value.Uint64()
}
