package page

import (
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/web"
)

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

// districtName writes the name of a city district from its key: "haven" in the city of Almere is Almere Haven.
func districtName(city, key string) string {
	words := strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	for i, word := range words {
		words[i] = web.UpperFirst(word)
	}
	return strings.TrimSpace(city + " " + strings.Join(words, " "))
}
