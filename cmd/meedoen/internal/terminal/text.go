package terminal

import (
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// number writes n as in Dutch, with a dot between thousands.
func number(n int) string { return message.NewPrinter(language.Dutch).Sprintf("%d", n) }

// left pads text with spaces on the right to a width in columns.
func left(text string, width int) string { return text + spaces(text, width) }

// right pads text with spaces on the left to a width in columns.
func right(text string, width int) string { return spaces(text, width) + text }

func spaces(text string, width int) string {
	return strings.Repeat(" ", max(width-uniseg.StringWidth(text), 0))
}

// clip shortens text to a width in columns, with an ellipsis where something was left out.
func clip(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	var kept strings.Builder
	used := 0
	for rest, state := text, -1; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		columns := uniseg.StringWidth(cluster)
		if used+columns > width-1 {
			break
		}
		used += columns
		kept.WriteString(cluster)
	}
	return strings.TrimRight(kept.String(), " ") + "…"
}

// wrap breaks text into lines of a width in columns, between words; a word that is wider than a line is clipped. The
// first line of an empty text is empty.
func wrap(text string, width int) (first string, rest []string) {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		word = clip(word, width)
		last := len(lines) - 1
		switch {
		case lines[last] == "":
			lines[last] = word
		case uniseg.StringWidth(lines[last]+" "+word) <= width:
			lines[last] += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines[0], lines[1:]
}
