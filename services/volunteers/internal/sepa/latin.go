package sepa

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain are letters that are no letter with an accent, as EPC217-08 has them written.
func plain() *strings.Replacer {
	return strings.NewReplacer(
		"ß", "ss", "Æ", "AE", "æ", "ae", "Œ", "OE", "œ", "oe", "Ø", "O", "ø", "o", "Ł", "L", "ł", "l", "Đ", "D", "đ", "d",
		"Ð", "D", "ð", "d", "Þ", "TH", "þ", "th", "ı", "i", "Ĳ", "IJ", "ĳ", "ij", "&", "+", "_", "-", "’", "'", "‘", "'",
	)
}

// Latin answers a text of at most a number of characters in the ones that every bank reads: letters, digits, spaces and
// / - ? : ( ) . , ' + of the Latin set. An accent is left out, and what has no such form is a point.
func Latin(text string, most int) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(plain().Replace(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/-?:().,'+ ", r)):
			b.WriteRune(r)
		default:
			b.WriteByte('.')
		}
	}
	// A text may not begin or end with a slash, nor hold two (EPC132-08).
	latin := strings.Trim(strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '/' }), "/"), "/ ")
	return strings.TrimRight(latin[:min(len(latin), most)], "/ ")
}
