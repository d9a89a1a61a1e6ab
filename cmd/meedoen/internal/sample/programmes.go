package sample

import (
	"time"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	growingUp    = activitiesv1.Theme_THEME_GROWING_UP
	safe         = activitiesv1.Theme_THEME_SAFE_NEIGHBOURHOOD
	selfReliance = activitiesv1.Theme_THEME_SELF_RELIANCE
	meeting      = activitiesv1.Theme_THEME_MEETING
	daytime      = activitiesv1.Theme_THEME_DAYTIME_ACTIVITY
	health       = activitiesv1.Theme_THEME_HEALTH
)

// programmes answers the programmes of the published page, parents first. The codes are those the catalogue of
// indicators filters by; the first years are fictitious.
func programmes() []Programme {
	var list []Programme
	add := func(theme activitiesv1.Theme, parent, code, name string, since int) {
		start := day(since, time.January, 1)
		list = append(list, Programme{Code: code, Name: name, Theme: theme, Parent: parent, Start: start})
	}
	add(meeting, "", "buurtcentra", "Buurtcentra", 1980)
	add(meeting, "", "buurtkamers", "Buurtkamers", 2012)
	add(meeting, "", "repair-cafes", "Repair Cafés", 2013)
	add(meeting, "", "poppodium-de-meester", "Poppodium de Meester", 2007)
	add(meeting, "poppodium-de-meester", "florapodium", "Florapodium", 2022)
	add(growingUp, "", "spelend-leren-thuis", "Spelend Leren Thuis (VVE)", 2010)
	add(growingUp, "", "oki", "Ouder-en-Kind-Inloop (OKI)", 2011)
	add(growingUp, "", "jongerenwerk", "Jongerenwerk", 1980)
	add(growingUp, "", "kinderwerk", "Kinderwerk", 1980)
	add(growingUp, "kinderwerk", "brede-scholen", "Brede scholen", 2004)
	add(growingUp, "kinderwerk", "kinderwerk-wijk", "Kinderwerk in de wijk", 1980)
	add(growingUp, "kinderwerk", "dagarrangementen", "Dagarrangementen", 2008)
	add(growingUp, "kinderwerk", "jeugdlanden", "Jeugdlanden", 1985)
	add(growingUp, "kinderwerk", "speelhaven", "Speelhaven", 1995)
	add(growingUp, "kinderwerk", "droomspeelbus", "Droomspeelbus", 2009)
	add(growingUp, "kinderwerk", "schatkisten", "Schatkisten", 2015)
	add(safe, "", "ambulant-jongerenwerk", "Ambulant jongerenwerk", 1998)
	add(safe, "", "buurtkracht", "Buurtkracht", 2018)
	add(safe, "", "isa", "Integrale Straataanpak (ISA)", 2019)
	add(safe, "", "buurtbemiddeling", "Buurtbemiddeling", 1997)
	add(selfReliance, "", "taal-in-de-wijk", "Taal in de Wijk", 2014)
	add(selfReliance, "", "welzijn-op-recept", "Welzijn op Recept", 2016)
	add(daytime, "", "participatiefabriek", "Participatiefabriek", 2017)
	add(daytime, "", "learn2work", "Learn2Work", 2011)
	add(daytime, "", "wmo-proefprojecten", "Wmo-proefprojecten", 2021)
	add(health, "", "buurtsportcoaches", "Buurtsportcoaches", 2012)
	add(health, "", "almereplusbeurs", "AlmerePlusBeurs", 2015)
	add(health, "", "zomerschool-senioren", "Zomerschool voor Senioren", 2019)
	return list
}
