package sample

// crew is a group of people who help in one role of a programme. How many count in the year is fixed; who they are and when
// they work is chance.
type crew struct {
	programme string
	// role is the code of the role, name what people call it.
	role, name string
	// also is a second role that every sixth fulfils too; empty for none. Who has both still counts once.
	also, alsoName string
	// interns says that they are interns, who never count as volunteers.
	interns bool
	// persons are those who help in the year, of whom one in eight begins in it and one in ten stops.
	persons int
	// former are those who stopped before the year began, and asked those who were proposed in it and never began: neither
	// counts.
	former, asked int
	// youngest and oldest are their ages at the end of the year.
	youngest, oldest int
	// days is how often each works in the year, on average.
	days int
}

// crews answers who helps where. The totals make the published figures of 2022: 45 volunteers of Buurtbemiddeling, 26 who
// teach in Taal in de Wijk, 29 young ones and 11 interns of the poppodium. Beside them stand those who would spoil a figure
// that counts wrongly: hosts of the language lessons, who teach nothing, interns among mediators, grown-ups at the stage.
func crews() []crew {
	return []crew{
		{
			programme: "buurtbemiddeling", role: "bemiddelaar", name: "Buurtbemiddelaar",
			also: "coach", alsoName: "Coach van bemiddelaars",
			persons: 45, former: 8, asked: 6, youngest: 28, oldest: 74, days: 14,
		},
		{
			programme: "buurtbemiddeling", role: "intake", name: "Intakemedewerker", interns: true,
			persons: 3, youngest: 21, oldest: 25, days: 40,
		},
		{
			programme: "taal-in-de-wijk", role: "docent", name: "Taaldocent",
			persons: 26, former: 5, asked: 4, youngest: 24, oldest: 76, days: 30,
		},
		{
			programme: "taal-in-de-wijk", role: "gastheer", name: "Gastvrouw of gastheer",
			persons: 9, asked: 1, youngest: 40, oldest: 78, days: 20,
		},
		{
			programme: "poppodium-de-meester", role: "crew", name: "Podiumcrew",
			persons: 29, former: 6, asked: 3, youngest: 21, oldest: 26, days: 10,
		},
		{
			programme: "poppodium-de-meester", role: "techniek", name: "Technicus",
			persons: 14, former: 2, youngest: 31, oldest: 61, days: 12,
		},
		{
			programme: "poppodium-de-meester", role: "stage", name: "Stagiair podium", interns: true,
			persons: 11, former: 4, youngest: 21, oldest: 25, days: 60,
		},
		{
			programme: "repair-cafes", role: "reparateur", name: "Reparateur",
			persons: 58, former: 7, asked: 5, youngest: 35, oldest: 80, days: 11,
		},
		{
			programme: "buurtcentra", role: "gastheer", name: "Gastvrouw of gastheer",
			persons: 164, former: 30, asked: 18, youngest: 21, oldest: 79, days: 16,
		},
		{
			programme: "buurtkamers", role: "gastheer", name: "Gastvrouw of gastheer",
			persons: 71, former: 9, asked: 8, youngest: 30, oldest: 79, days: 18,
		},
		{
			programme: "spelend-leren-thuis", role: "voorlezer", name: "Voorlezer",
			persons: 25, former: 3, youngest: 21, oldest: 70, days: 9,
		},
		{
			programme: "buurtsportcoaches", role: "sportmaatje", name: "Sportmaatje",
			persons: 31, former: 4, asked: 2, youngest: 21, oldest: 66, days: 12,
		},
		{
			programme: "zomerschool-senioren", role: "begeleider", name: "Begeleider",
			persons: 12, youngest: 50, oldest: 72, days: 4,
		},
	}
}
