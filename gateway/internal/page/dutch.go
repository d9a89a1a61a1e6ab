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

// eventView is a kind of event that a figure is counted from.
type eventView struct {
	Name string // in Dutch; empty where it has none yet
	Type string
}

// eventNames say in Dutch what an event tells, by its name without the contract it is of.
var eventNames = map[string]string{
	"LocationSaved":           "locaties",
	"ProgrammeSaved":          "programma’s",
	"HeadCountSaved":          "tellingen van bezoekers",
	"SessionSaved":            "activiteiten die zijn gehouden",
	"AttendanceSaved":         "aanwezigheid van deelnemers",
	"ContactSaved":            "contactmomenten",
	"OutputSaved":             "opbrengsten",
	"AssignmentYearSaved":     "inzet van vrijwilligers en stagiairs",
	"HoursSaved":              "uren van vrijwilligers",
	"VolunteerRetentionSaved": "vrijwilligers die bleven",
	"TrajectoryYearSaved":     "trajecten van schuldhulp",
	"QuestionSaved":           "vragen van bewoners",
	"MediationSaved":          "bemiddelingen tussen buren",
	"GuidanceYearSaved":       "begeleiding van bewoners",
}

func eventsOf(types []string) []eventView {
	var all []eventView
	for _, t := range types {
		all = append(all, eventView{Name: eventNames[t[strings.LastIndex(t, ".")+1:]], Type: t})
	}
	return all
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
