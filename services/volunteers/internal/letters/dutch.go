// Package letters writes documents in Dutch: what they say, and in which order. How they look is of the package pdf.
package letters

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// language is that of the documents.
const language = "nl-NL"

// Duration answers minutes as they are said in Dutch, such as 3 uur en 30 minuten.
func Duration(minutes int) string {
	hours, rest := minutes/60, minutes%60
	unit := "minuten"
	if rest == 1 {
		unit = "minuut"
	}
	switch {
	case rest == 0:
		return fmt.Sprintf("%d%suur", hours, dutch.Fixed)
	case hours == 0:
		return fmt.Sprintf("%d%s%s", rest, dutch.Fixed, unit)
	}
	return fmt.Sprintf("%d%suur en %d%s%s", hours, dutch.Fixed, rest, dutch.Fixed, unit)
}

// days answers a number of days.
func days(n int) string {
	if n == 1 {
		return "1" + dutch.Fixed + "dag"
	}
	return fmt.Sprintf("%d%sdagen", n, dutch.Fixed)
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
