package page

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	textmessage "golang.org/x/text/message"
)

var months = [...]string{
	"januari", "februari", "maart", "april", "mei", "juni",
	"juli", "augustus", "september", "oktober", "november", "december",
}

// shortMonths are the abbreviations of Unicode CLDR for Dutch without their points: a chart has no room for those.
var shortMonths = [...]string{
	"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
}

// unitNames say in Dutch what one count of a unit is, and how somebody who comes more often counts.
var unitNames = map[string]string{
	"visits":                 "bezoeken (wie vaker komt, telt elke keer mee)",
	"contacts":               "contactmomenten (wie vaker contact heeft, telt elke keer mee)",
	"sessions":               "activiteiten die zijn gehouden",
	"unique_persons":         "personen (wie vaker komt, telt één keer mee)",
	"unique_volunteers":      "vrijwilligers (ieder telt één keer mee)",
	"unique_interns":         "stagiairs (ieder telt één keer mee)",
	"locations_with_session": "locaties waar het is gehouden",
	"active_locations":       "locaties die in het jaar open waren",
	"districts":              "stadsdelen",
	"initiatives":            "initiatieven van bewoners",
	"projects":               "projecten",
	"outputs":                "resultaten",
	"questions":              "vragen",
	"active_trajectories":    "trajecten die in het jaar liepen",
	"closed_with_outcome":    "trajecten die met dit resultaat zijn afgesloten",
}

// serviceNames say in Dutch where what is counted was recorded.
var serviceNames = map[string]string{
	"activities":      "registratie van activiteiten en bezoek",
	"volunteers":      "registratie van vrijwilligers",
	"debtcounselling": "registratie van schuldhulp",
	"support":         "registratie van vragen en begeleiding",
}

// named answers the Dutch name of a code, or the code itself where it has none yet.
func named(names map[string]string, code string) string {
	if name, ok := names[code]; ok {
		return name
	}
	return code
}

// number writes n with a point between thousands: 582.484.
func number(n int64) string { return textmessage.NewPrinter(language.Dutch).Sprintf("%d", n) }

// longDate writes the date of t: 3 januari 2023.
func longDate(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// dateAndTime writes the date and the time of t: 3 januari 2023, 14.05 uur.
func dateAndTime(t time.Time) string { return longDate(t) + t.Format(", 15.04 uur") }

// upperFirst writes the first letter as a capital and leaves the others.
func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// districtName writes the name of a city district from its key: "haven" in the city of Almere is Almere Haven.
func districtName(city, key string) string {
	words := strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	for i, word := range words {
		words[i] = upperFirst(word)
	}
	return strings.TrimSpace(city + " " + strings.Join(words, " "))
}

// enumerate writes a list as a sentence does: "a, b en c".
func enumerate(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " en " + items[last]
}
