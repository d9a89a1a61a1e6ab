// Package letters writes documents in Dutch: what they say, and in which order. How they look is of the package pdf.
package letters

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/pdf"
)

// language is that of the documents.
const language = "nl-NL"

// fixed is a space at which no line ends.
const fixed = "\u00a0"

// Day answers a date as it is written in Dutch, such as 15 juni 2022.
func Day(d civil.Date) string { return fmt.Sprintf("%s%s%d", dayOfYear(d), fixed, d.Year) }

// dayOfYear answers a date of a year that is known, such as 15 juni.
func dayOfYear(d civil.Date) string {
	months := [...]string{
		"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
	}
	return fmt.Sprintf("%d%s%s", d.Day, fixed, months[d.Month-1])
}

// Duration answers minutes as they are said in Dutch, such as 3 uur en 30 minuten.
func Duration(minutes int) string {
	hours, rest := minutes/60, minutes%60
	unit := "minuten"
	if rest == 1 {
		unit = "minuut"
	}
	switch {
	case rest == 0:
		return fmt.Sprintf("%d%suur", hours, fixed)
	case hours == 0:
		return fmt.Sprintf("%d%s%s", rest, fixed, unit)
	}
	return fmt.Sprintf("%d%suur en %d%s%s", hours, fixed, rest, fixed, unit)
}

// euros answers cents as an amount, such as € 2,75.
func euros(cents int) string { return fmt.Sprintf("€%s%d,%02d", fixed, cents/100, cents%100) }

// days answers a number of days.
func days(n int) string {
	if n == 1 {
		return "1" + fixed + "dag"
	}
	return fmt.Sprintf("%d%sdagen", n, fixed)
}

// and answers words as one list: a, b en c.
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " en " + words[last]
}

// spoken answers the short name of a programme as people read it: "taal-en-ouders" is "Taal en ouders".
func spoken(code string) string {
	text := strings.ReplaceAll(code, "-", " ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// begin begins a document of a date.
func begin(title, author string, date civil.Date) (*pdf.Document, error) {
	d, err := pdf.New(pdf.Meta{
		Title: title, Author: author, Language: language, Date: civil.Time{}.On(date, time.UTC),
	})
	if err != nil {
		return nil, err
	}
	d.Title(title)
	return d, nil
}

// work answers the words for what people of a kind do.
func work(kind domain.EngagementKind) string {
	if kind == domain.Intern {
		return "stage"
	}
	return "vrijwilligerswerk"
}
