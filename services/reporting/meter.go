package reporting

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meter shows how far counting anew is.
type meter interface {
	show(Progress)
	end()
}

// newMeter answers a bar for a person at a terminal, and lines for a file or a pipe.
func newMeter(out io.Writer) meter {
	if f, isFile := out.(*os.File); isFile && term.IsTerminal(int(f.Fd())) {
		return &bar{out: out}
	}
	return &lines{out: out, shown: -1}
}

const counting = "Counting anew"

type bar struct {
	out io.Writer
	bar *progressbar.ProgressBar
}

// show ignores that the screen may be gone: what is counted matters, not its picture.
func (b *bar) show(p Progress) {
	if b.bar == nil {
		b.bar = progressbar.NewOptions64(max(p.Records, 1),
			progressbar.OptionSetWriter(b.out),
			progressbar.OptionSetDescription(counting),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionSetItsString("records"),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(glance/time.Duration(2)),
		)
	}
	// More records may have come than there were.
	b.bar.ChangeMax64(max(p.Records, p.Done, 1))
	_ = b.bar.Set64(p.Done)
}

// end leaves the bar as it stands and ends its line.
func (b *bar) end() {
	if b.bar != nil {
		_ = b.bar.Exit()
		_, _ = fmt.Fprintln(b.out)
	}
}

// lines writes a line for every ten per cent.
type lines struct {
	out   io.Writer
	shown int64
}

func (l *lines) show(p Progress) {
	done := min(p.Done, p.Records)
	tenth := int64(10)
	if p.Records > 0 {
		tenth = 10 * done / p.Records
	}
	if tenth > l.shown {
		l.shown = tenth
		_, _ = fmt.Fprintf(l.out, "%s: %d%% (%d of %d records)\n", counting, 10*tenth, done, p.Records)
	}
}

func (*lines) end() {}
