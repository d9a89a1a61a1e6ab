package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode answers the text of a file that is UTF-8 or Windows-1252. Text that was damaged on its way here is a problem, and
// so is everything that may be: a name is compared letter by letter, and a wrong letter must not pass for one.
func decode(file []byte) (string, *Problem) {
	if p := otherFormat(file); p != nil {
		return "", p
	}
	content, marked := bytes.CutPrefix(file, []byte("\ufeff"))
	text := string(content)
	if !utf8.Valid(content) {
		at, torn := firstInvalid(content)
		if marked || torn {
			return "", broken(content, at)
		}
		text = fromWindows(content)
	}
	if at := strings.IndexFunc(text, meansDamage); at >= 0 {
		return "", broken([]byte(text), at)
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // as spreadsheets on a Macintosh wrote it
	}
	return text, nil
}

// otherFormat recognises what else people send: a workbook, a page of text of a word processor, UTF-16.
func otherFormat(file []byte) *Problem {
	for _, start := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0", "%PDF", "{\\rtf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(file, []byte(start)) {
			return &Problem{
				Line: 1, Reason: "FILE_NOT_CSV",
				Text: "Dit is geen CSV-bestand. Kies in Excel Opslaan als en dan CSV UTF-8 (door scheidingstekens gescheiden).",
			}
		}
	}
	return nil
}

// firstInvalid answers where content is no UTF-8 for the first time, and whether it is UTF-8 all the same, torn or
// mended badly: it has letters of more than one byte, or ends within one. In Windows-1252 those bytes would be pairs such as
// "Ã«", which nobody writes.
func firstInvalid(content []byte) (at int, torn bool) {
	at = -1
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			torn = torn || !utf8.FullRune(content[i:])
			if at < 0 {
				at = i
			}
		case size > 1:
			torn = true
		}
		i += size
	}
	return at, torn
}

// fromWindows reads Windows-1252. Bytes that have no meaning there become the sign of damage.
func fromWindows(content []byte) string {
	var b strings.Builder
	b.Grow(len(content) + len(content)/8)
	for _, c := range content {
		b.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return b.String()
}

// meansDamage says whether r stands in no text that people write: controls, and the sign for what could not be read.
func meansDamage(r rune) bool {
	switch r {
	case '\t', '\r', '\n':
		return false
	}
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r == '\ufeff'
}

func broken(content []byte, at int) *Problem {
	line := 1 + bytes.Count(content[:at], []byte("\n"))
	return &Problem{
		Line: line, Reason: "ENCODING_BROKEN",
		Text: "Op deze regel staat een teken dat niet te lezen is. Sla het bestand opnieuw op als CSV UTF-8.",
	}
}
