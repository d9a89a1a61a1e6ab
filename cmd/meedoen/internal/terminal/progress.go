package terminal

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/schollz/progressbar/v3"
)

// Progress shows a load of the sample year: a bar with rate and remaining time to a person, one line for every ten per
// cent to a file or a pipe. It holds for one load.
func Progress(out io.Writer, look Look) sample.Progress {
	return progress(out, look, "Voorbeeldjaar 2022 laden")
}

// ImportProgress shows the recording of a file in the same way.
func ImportProgress(out io.Writer, look Look) sample.Progress {
	return progress(out, look, "Vastleggen")
}

func progress(out io.Writer, look Look, what string) sample.Progress {
	if look.Live {
		return &bar{what: what, out: out, look: look}
	}
	return &lines{what: what, out: out}
}

type bar struct {
	what string
	out  io.Writer
	look Look
	bar  *progressbar.ProgressBar
}

func (b *bar) Start(total int) {
	b.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(b.out),
		progressbar.OptionSetDescription(b.what),
		progressbar.OptionSetWidth(b.look.Width-60),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("stuks"),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
	)
}

// Add ignores that the screen may be gone: the load matters, not its picture.
func (b *bar) Add(n int) { _ = b.bar.Add(n) }

// Done leaves the bar as it stands and ends its line.
func (b *bar) Done() {
	_ = b.bar.Exit()
	_, _ = fmt.Fprintln(b.out)
}

type lines struct {
	what string
	out  io.Writer

	mu                   sync.Mutex
	total, loaded, shown int
}

func (l *lines) Start(total int) {
	l.total = total
	l.print()
}

func (l *lines) Add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loaded += n
	if tenth := 10 * l.loaded / l.total; tenth > l.shown {
		l.shown = tenth
		l.print()
	}
}

func (l *lines) print() {
	_, _ = fmt.Fprintf(l.out, "%s: %d%% (%s van %s)\n", l.what, 10*l.shown, number(l.loaded), number(l.total))
}

func (*lines) Done() {}
