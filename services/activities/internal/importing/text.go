package importing

// Reasons why a cell cannot be read. Those of the domain's rules come beside them.
const (
	reasonEmpty    = "CELL_EMPTY"
	reasonDate     = "DATE_INVALID"
	reasonNumber   = "NUMBER_INVALID"
	reasonNotWhole = "NUMBER_NOT_WHOLE"
	reasonWord     = "VALUE_UNKNOWN"
	reasonPastYear = "PAST_YEAR_NEEDS_IMPORTER"
	reasonTime     = "TIME_INVALID"
	reasonTooLong  = "TEXT_TOO_LONG"
)

// text answers what a reason says to the person with the spreadsheet. It repeats nothing of the row, which may be about a
// person: line and column say where to look.
func text(reason string) string {
	if words := textOfAttendance(reason); words != "" {
		return words
	}
	return map[string]string{
		reasonEmpty:    "Deze cel is leeg.",
		reasonDate:     "Dit is geen bestaande datum. Schrijf bijvoorbeeld 31-12-2022, met vier cijfers voor het jaar.",
		reasonNumber:   "Dit is geen getal. Schrijf bijvoorbeeld 12 of 1.234.",
		reasonNotWhole: "Dit is geen heel getal.",
		reasonWord:     "Dit woord is hier niet bekend. Welke woorden er zijn, staat in de uitleg bij inlezen.",
		reasonPastYear: "Deze datum ligt in een eerder jaar. Dat mag alleen iemand met de rol importer inlezen.",

		"LOCATION_UNKNOWN":      "Er is geen locatie met deze naam of dit id.",
		"LOCATION_AMBIGUOUS":    "Er zijn meer locaties met deze naam. Schrijf het id van de locatie.",
		"LOCATION_NOT_OPEN":     "De locatie was op deze datum niet open.",
		"PROGRAMME_UNKNOWN":     "Er is geen programma met deze code of naam.",
		"PROGRAMME_AMBIGUOUS":   "Er zijn meer programma's met deze naam. Schrijf de code van het programma.",
		"PROGRAMME_NOT_STARTED": "Het programma was op deze datum nog niet begonnen.",
		"PROGRAMME_ENDED":       "Het programma was op deze datum al afgelopen.",
		"DATE_IN_FUTURE":        "Deze datum ligt na vandaag.",
		"PLACE_MISSING":         "Schrijf de locatie, of de wijk met haar jaar.",
		"WIJK_UNKNOWN":          "Deze wijkcode bestaat niet in de indeling van dit jaar.",
		"WIJK_NOT_OF_LOCATION":  "De locatie ligt in een andere wijk. Laat de wijk leeg.",
		"GROUP_EMPTY":           "Een contact is met ten minste 1 persoon.",
		"GROUP_ABSURD":          "Deze groep is te groot om waar te zijn.",
		"COUNT_NEGATIVE":        "Een aantal is 0 of meer.",
		"COUNT_ABSURD":          "Dit aantal is te groot om waar te zijn.",
	}[reason]
}

// textOfAttendance is text for the reasons that only rows of a presence list have.
func textOfAttendance(reason string) string {
	return map[string]string{
		reasonTime:    "Dit is geen tijd. Schrijf bijvoorbeeld 14:00.",
		reasonTooLong: "Dit is te lang: ten hoogste 100 tekens.",

		reasonActivityMissing:      "Schrijf de activiteit, of het programma.",
		reasonActivityUnknown:      "Er is geen activiteit met deze naam of dit id, bij dit programma en op deze locatie.",
		reasonActivityAmbiguous:    "Er zijn meer activiteiten die dit kunnen zijn. Schrijf het id van de activiteit.",
		"ACTIVITY_DRAFT":           "De activiteit is nog een concept. Publiceer haar eerst.",
		reasonSessionUnknown:       "Deze bijeenkomst is er niet. Een bijeenkomst toevoegen mag alleen iemand met de rol importer.",
		reasonSessionAmbiguous:     "Die dag waren er meer bijeenkomsten, of een andere regel noemt een tijd. Schrijf de begintijd.",
		reasonSessionOnOtherDate:   "Deze bijeenkomst was op een andere datum.",
		"SESSION_CANCELLED":        "Deze bijeenkomst is afgelast.",
		"SESSION_NOT_BEGUN":        "Deze bijeenkomst is nog niet begonnen.",
		"SESSION_EXISTS":           "De activiteit had op dat moment een bijeenkomst op een andere locatie.",
		"SESSION_OUTSIDE_ACTIVITY": "De activiteit liep op deze datum niet.",

		reasonPersonMissing:       "Schrijf het deelnemersnummer, of de achternaam, de voornaam en de geboortedatum.",
		reasonSourceMissing:       "Schrijf uit welke administratie het deelnemersnummer komt.",
		ReasonPersonContradicted:  "Bij dit deelnemersnummer staat op een eerdere regel iets anders.",
		ReasonPersonUnknown:       "Er is geen deelnemer met dit id.",
		ReasonPersonErased:        "De gegevens van deze deelnemer zijn gewist.",
		ReasonPersonAmbiguous:     "Dit kan een andere deelnemer zijn die er al is. Schrijf het id van de deelnemer.",
		"NAME_MISSING":            "Dit is geen achternaam.",
		"BIRTH_YEAR_DIFFERS":      "Dit is een ander jaar dan dat van de geboortedatum.",
		"BIRTH_DATE_IN_FUTURE":    "Deze geboortedatum ligt na vandaag.",
		"BIRTH_DATE_TOO_LONG_AGO": "Deze geboortedatum is te lang geleden.",
	}[reason]
}
