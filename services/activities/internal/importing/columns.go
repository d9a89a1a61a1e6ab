package importing

import "github.com/deschoor/meedoen/services/activities/internal/sheet"

// Columns that more kinds have.

func dateColumn() sheet.Column {
	return sheet.Column{Name: "Datum", Headers: []string{"Dag", "Teldatum", "Datum bezoek", "Datum telling"}}
}

func locationColumn() sheet.Column {
	return sheet.Column{Name: "Locatie", Headers: []string{
		"Locatienaam", "Naam locatie", "Locatie-id", "Plaats", "Buurtcentrum", "Gebouw",
	}}
}

func programmeColumn() sheet.Column {
	return sheet.Column{Name: "Programma", Headers: []string{
		"Programmacode", "Code programma", "Programmanaam", "Naam programma", "Programma-id",
	}}
}

func partOfDayColumn() sheet.Column {
	return sheet.Column{Name: "Dagdeel", Headers: []string{"Deel van de dag"}}
}

func partsOfDay() map[string]string {
	return map[string]string{
		"ochtend": "morning", "'s ochtends": "morning", "morgen": "morning", "voormiddag": "morning", "morning": "morning",
		"middag": "afternoon", "'s middags": "afternoon", "namiddag": "afternoon", "afternoon": "afternoon",
		"avond": "evening", "'s avonds": "evening", "evening": "evening",
		"hele dag": "whole_day", "heledag": "whole_day", "gehele dag": "whole_day", "dag": "whole_day", "whole_day": "whole_day",
	}
}

// readWord reads one of a few words.
func readWord(cell string, words map[string]string) (word, reason string) {
	word, known := words[fold(cell)]
	if !known {
		return "", reasonWord
	}
	return word, ""
}
