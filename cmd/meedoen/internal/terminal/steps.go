package terminal

import (
	"fmt"
	"io"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

// Steps shows what is being done on one line, with how far it is, to a person who watches; to a file or a pipe it shows
// nothing. Done clears the line.
func Steps(out io.Writer, look Look, c clock.Clock) (show func(step string, done, total int64), done func()) {
	if !look.Live {
		return func(string, int64, int64) {}, func() {}
	}
	var last string
	var at time.Time
	show = func(step string, done, total int64) {
		now := c.Now()
		if step == last && done < total && now.Sub(at) < 100*time.Millisecond {
			return
		}
		last, at = step, now
		text := step + "…"
		if total > 0 {
			text = fmt.Sprintf("%s: %d%%", step, 100*done/total)
		}
		_, _ = fmt.Fprint(out, clearLine+clip(text, look.Width))
	}
	return show, func() { _, _ = fmt.Fprint(out, clearLine) }
}

// clearLine goes to the start of the line and erases it (ECMA-48 §8.3.41).
const clearLine = "\r\x1b[K"
