package local

import "sync"

const (
	// window is how many bytes of messages may wait in one direction of a stream, as over a network at first.
	window = 64 << 10
	// each is what a message takes beside its own bytes, so that empty ones are not for nothing.
	each = 64
)

// flow is one direction of a stream: who sends waits while its window is full. One goroutine sends and one takes.
type flow struct {
	mu     sync.Mutex
	queue  [][]byte
	bytes  int
	closed bool          // nothing comes after what waits
	more   chan struct{} // told when there is something to take, or nothing will come
	room   chan struct{} // told when something was taken
}

func newFlow() *flow {
	return &flow{more: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put sends a message, once there is room for it. One that is larger than the window goes alone. False: end came first, or the
// flow is closed.
func (f *flow) put(message []byte, end <-chan struct{}) bool {
	size := len(message) + each
	for {
		if isDone(end) {
			return false
		}
		f.mu.Lock()
		closed, fits := f.closed, f.bytes == 0 || f.bytes+size <= window
		if !closed && fits {
			f.queue = append(f.queue, message)
			f.bytes += size
		}
		f.mu.Unlock()
		if closed {
			return false
		}
		if fits {
			tell(f.more)
			return true
		}
		select {
		case <-f.room:
		case <-end:
			return false
		}
	}
}

// take answers the next message, once there is one. False: there is none any more, or end came first.
func (f *flow) take(end <-chan struct{}) (message []byte, ok bool) {
	for {
		if isDone(end) {
			return nil, false
		}
		f.mu.Lock()
		closed := f.closed
		if ok = len(f.queue) > 0; ok {
			message = f.queue[0]
			f.queue[0] = nil
			f.queue = f.queue[1:]
			f.bytes -= len(message) + each
		}
		f.mu.Unlock()
		if ok {
			tell(f.room)
			return message, true
		}
		if closed {
			return nil, false
		}
		select {
		case <-f.more:
		case <-end:
			return nil, false
		}
	}
}

// close says that nothing more comes.
func (f *flow) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	tell(f.more)
}

// tell tells who waits on a channel, now or the next time it does.
func tell(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func isDone(end <-chan struct{}) bool {
	select {
	case <-end:
		return true
	default:
		return false
	}
}
