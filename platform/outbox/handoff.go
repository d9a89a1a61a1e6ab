package outbox

import "sync"

// What one process commits its relay need not read: it is handed over in memory as soon as it is committed. The log alone is
// what counts. What does not fit, what was committed by another process and what could not be sent is found there by looking.

// handed are events of one transaction.
type handed []row

// The most that waits in memory to be sent; beyond it the relay reads the log.
const (
	maxHanded      = 10_000
	maxHandedBytes = 16 << 20
)

// handoff is what was committed in this process and waits to be sent.
type handoff struct {
	wake chan struct{}

	mu    sync.Mutex
	rows  []row
	bytes int
	over  bool // more was committed than is kept here
}

func newHandoff() *handoff { return &handoff{wake: make(chan struct{}, 1)} }

// hear takes what a transaction told, without waiting.
func (h *handoff) hear(told []any) {
	heard := false
	for _, t := range told {
		if events, are := t.(handed); are {
			heard = true
			h.add(events)
		}
	}
	if !heard {
		return
	}
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *handoff) add(events handed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	size := 0
	for _, e := range events {
		size += len(e.Data)
	}
	if h.over || len(h.rows)+len(events) > maxHanded || h.bytes+size > maxHandedBytes {
		h.over = true
		return
	}
	h.rows, h.bytes = append(h.rows, events...), h.bytes+size
}

// take answers what waits, all of it in the order in which it was committed. It is not complete where more was committed than is
// kept here: then the log has the rest.
func (h *handoff) take() (rows []row, complete bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	rows, complete = h.rows, !h.over
	h.rows, h.bytes, h.over = nil, 0, false
	return rows, complete
}
