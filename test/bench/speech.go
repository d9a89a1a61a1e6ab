package main

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

// speech is what a program prints. Only its first lines are kept: who prints for as long as it runs is heard out, and forgotten.
type speech struct {
	mu    sync.Mutex
	rest  []byte // of a line that is not over
	lines []line
	more  chan struct{} // closed when there is another line
}

type line struct {
	text string
	at   time.Time
}

// keptLines are more than any program prints until it is ready, and keptRest is the longest line that is read.
const keptLines, keptRest = 200, 4 << 10

func newSpeech() *speech { return &speech{more: make(chan struct{})} }

// Write takes what is printed. It satisfies io.Writer.
func (s *speech) Write(printed []byte) (int, error) {
	at := clock.System().Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) >= keptLines {
		return len(printed), nil
	}
	parts := bytes.Split(append(s.rest, printed...), []byte("\n"))
	for _, text := range parts[:len(parts)-1] {
		s.lines = append(s.lines, line{string(text), at})
	}
	s.rest = bytes.Clone(parts[len(parts)-1])
	s.rest = s.rest[:min(len(s.rest), keptRest)]
	if len(parts) > 1 {
		close(s.more)
		s.more = make(chan struct{})
	}
	return len(printed), nil
}

// find answers when a line with text was printed, or what is closed when there is another.
func (s *speech) find(text string) (at time.Time, more <-chan struct{}, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if strings.Contains(l.text, text) {
			return l.at, nil, true
		}
	}
	return time.Time{}, s.more, false
}
