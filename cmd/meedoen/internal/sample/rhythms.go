package sample

import "time"

func centreRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{workdays(), morning, 92, 85},
			{workdays(), afternoon, 98, 100},
			{on(time.Monday, time.Tuesday, time.Wednesday, time.Thursday), evening, 85, 70},
			{on(time.Friday), evening, 45, 60},
			{on(time.Saturday), morning, 45, 40},
			{on(time.Saturday), afternoon, 40, 45},
			{on(time.Sunday), afternoon, 10, 35},
		},
		school: 100, short: 75, summer: 50, months: indoors(),
	}
}

func theatreRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{workdays(), afternoon, 90, 60},
			{on(time.Wednesday, time.Thursday, time.Friday, time.Saturday), evening, 95, 140},
			{on(time.Saturday, time.Sunday), afternoon, 70, 100},
		},
		school: 100, short: 110, summer: 35, months: indoors(),
	}
}

func roomRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{workdays(), afternoon, 75, 100},
			{workdays(), morning, 55, 85},
			{on(time.Tuesday, time.Thursday), evening, 35, 60},
			{on(time.Saturday), afternoon, 15, 50},
		},
		school: 100, short: 80, summer: 60, months: indoors(),
	}
}

// schoolRhythm is for work after school, which lies still in every school holiday. Chance is how many places in a
// hundred offer it on one school day.
func schoolRhythm(chance int) rhythm {
	return rhythm{
		hours: []hours{
			{on(time.Monday, time.Tuesday, time.Thursday), afternoon, chance, 100},
			{on(time.Wednesday), afternoon, chance, 115},
			{on(time.Friday), afternoon, chance / 2, 85},
		},
		school: 100, months: indoors(),
	}
}

func childrenRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{on(time.Wednesday), afternoon, 95, 120},
			{on(time.Monday, time.Tuesday, time.Thursday, time.Friday), afternoon, 30, 90},
			{on(time.Saturday), morning, 20, 70},
		},
		school: 100, short: 130, summer: 90, months: indoors(),
	}
}

// playgroundRhythm is for the staffed playgrounds, where at the weekend nobody counts by part of the day.
func playgroundRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{on(time.Wednesday, time.Friday), afternoon, 100, 100},
			{on(time.Tuesday, time.Thursday), afternoon, 55, 75},
			{on(time.Saturday, time.Sunday), wholeDay, 90, 150},
		},
		school: 100, short: 140, summer: 130, months: outdoors(),
	}
}

func busRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{on(time.Wednesday), afternoon, 100, 120},
			{on(time.Monday, time.Tuesday, time.Thursday, time.Friday), afternoon, 45, 90},
		},
		school: 100, short: 90, summer: 120, months: outdoors(),
	}
}

func parentsRhythm() rhythm {
	return rhythm{
		hours:  []hours{{workdays(), morning, 40, 100}},
		school: 100, short: 60, months: indoors(),
	}
}

func sportRhythm() rhythm {
	return rhythm{
		hours: []hours{
			{workdays(), evening, 45, 100},
			{workdays(), afternoon, 40, 85},
			{on(time.Saturday), morning, 75, 120},
		},
		school: 100, short: 60, summer: 40, months: indoors(),
	}
}
