package privacy

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold answers what ways of writing one name have in common: letters and digits without case and accents, with one space
// between words. "  D’Hondt-ÉVRARD" is "d hondt evrard".
func Fold(text string) string {
	var b strings.Builder
	gap := false
	// Folding case may compose anew (ŉ), and decomposing may give capitals (ﬀ, ™), so it is done on both sides.
	for _, r := range norm.NFKD.String(cases.Fold().String(norm.NFKD.String(text))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}
