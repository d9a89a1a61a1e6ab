// Package terminal shows the account, the progress of a load and the addresses of a running process to the person at
// the command line, in Dutch.
package terminal

import (
	"os"

	"golang.org/x/term"
)

// Look is what an output can show.
type Look struct {
	// Live says that a person watches: a line may be drawn over again.
	Live bool
	// Colour says that colours may be used.
	Colour bool
	// Width is how many columns to use at most, 80 to 100.
	Width int
}

const minWidth, maxWidth = 80, 100

// LookOf answers how to write to f. Colour is for terminals only, and not where NO_COLOR is set (no-color.org).
func LookOf(f *os.File, getenv func(string) string) Look {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return Look{Width: maxWidth}
	}
	width, _, err := term.GetSize(fd)
	if err != nil {
		width = maxWidth
	}
	return Look{Live: true, Colour: getenv("NO_COLOR") == "", Width: min(max(width, minWidth), maxWidth)}
}

// style is a Select Graphic Rendition parameter (ECMA-48 §8.3.117).
type style string

const (
	bold  style = "1"
	faint style = "2"
	red   style = "31"
	green style = "32"
)

// paint answers text in a style where the output shows it. Pad before painting: the marks take no columns.
func (l Look) paint(s style, text string) string {
	if !l.Colour {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
