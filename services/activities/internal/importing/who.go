package importing

import (
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// Who is what a row says of the person that it is about.
type Who struct {
	ID        string // of the participant in Meedoen
	Reference domain.Reference
	GivenName string
	Surname   string
	Birth     person.Birth
	Wijk      areas.Wijk
}

// Named says whether the name and the date of birth tell the person from others.
func (w Who) Named() bool { return w.Surname != "" && w.GivenName != "" && !w.Birth.Date.IsZero() }

// Names answers the key of a person by names and date of birth alone, and whether those are given.
func (w Who) Names() (Key, bool) {
	return Who{GivenName: w.GivenName, Surname: w.Surname, Birth: w.Birth}.Key(), w.Named()
}

// Participant answers the participant that the row speaks of, without id and references.
func (w Who) Participant() domain.Participant {
	return domain.Participant{
		Person: person.Person{GivenName: w.GivenName, Surname: w.Surname, Birth: w.Birth.One()}, Wijk: w.Wijk,
	}
}

// check answers every rule that the row breaks in what it says of the person. A number that is a UUID is the id of the
// participant, and has no source.
func (w *Who) check(s Surroundings) []fault.Field {
	var broken []fault.Field
	if _, err := uuid.Parse(w.Reference.Number); err == nil {
		w.ID, w.Reference = strings.ToLower(w.Reference.Number), domain.Reference{}
	}
	if w.Reference.Number == "" {
		w.Reference.Source = "" // of nothing
	}
	switch {
	case w.ID != "":
	case w.Reference.Number != "" && w.Reference.Source == "":
		broken = append(broken, fault.Field{Path: fieldSource, Reason: reasonSourceMissing})
	case w.Reference.Number == "" && !w.Named():
		broken = append(broken, fault.Field{Path: fieldNumber, Reason: reasonPersonMissing})
	}
	if w.Surname != "" {
		broken = append(broken, person.CheckSurname(w.Surname)...)
	}
	return append(broken, w.Participant().CheckKnown(s.Today, s.Areas)...)
}

// maxText is how long a name or a number may be, in characters.
const maxText = 100

// The fields of a person that no rule of the domain speaks of.
const (
	fieldNumber = "participant_id"
	fieldSource = "source"
)

func whoColumns() []Column[Presence] {
	column := func(name string, headers []string, field string, read func(cell string, w *Who) string) Column[Presence] {
		return Column[Presence]{
			Column: sheet.Column{Name: name, Headers: headers, Optional: true}, Field: field,
			Read: func(cell string, _ *Names, p *Presence) string { return read(cell, &p.Who) },
		}
	}
	words := func(into func(*Who) *string) func(string, *Who) string {
		return func(cell string, w *Who) string { return readText(cell, into(w)) }
	}
	return []Column[Presence]{
		column("Deelnemersnummer", []string{"Deelnemernummer", "Nummer deelnemer", "Deelnemer-id", "Cliëntnummer"}, fieldNumber,
			words(func(w *Who) *string { return &w.Reference.Number })),
		// Sources are few words that many people write: case and spaces tell none apart.
		column("Administratie", []string{"Bron", "Naam administratie"}, fieldSource,
			func(cell string, w *Who) string { return readText(fold(cell), &w.Reference.Source) }),
		column("Achternaam", []string{"Naam"}, "surname", words(func(w *Who) *string { return &w.Surname })),
		column("Voornaam", []string{"Roepnaam"}, "given_name", words(func(w *Who) *string { return &w.GivenName })),
		column("Geboortedatum", []string{"Geboren", "Geb. datum"}, "birth_date", func(cell string, w *Who) (reason string) {
			w.Birth.Date, reason = readDate(cell)
			return reason
		}),
		column("Geboortejaar", []string{"Jaar van geboorte"}, "birth_year", func(cell string, w *Who) string {
			year, reason := readNumber(cell)
			w.Birth.Year = int(year)
			return reason
		}),
		column("Woonwijk", []string{"Wijk", "Wijkcode"}, "wijk_code", func(cell string, w *Who) string {
			w.Wijk.Code = strings.ToUpper(cell)
			return ""
		}),
		column("Wijkjaar", []string{"Jaar wijkindeling"}, "wijk_year", func(cell string, w *Who) string {
			year, reason := readNumber(cell)
			w.Wijk.Edition = int(year)
			return reason
		}),
	}
}

func readText(cell string, into *string) string {
	if utf8.RuneCountInString(cell) > maxText {
		return reasonTooLong
	}
	*into = strings.Join(strings.Fields(cell), " ")
	return ""
}

// birthOf answers the more precise of two births, and whether they can be of one person.
func birthOf(a, b person.Birth) (person.Birth, bool) {
	switch {
	case !a.IsKnown():
		return b, true
	case !b.IsKnown() || a == b:
		return a, true
	case a.Date.IsZero() && a.Year == b.YearOf():
		return b, true
	case b.Date.IsZero() && b.Year == a.YearOf():
		return a, true
	}
	return a, false
}
