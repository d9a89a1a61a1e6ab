package sample

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	anyKind = activitiesv1.LocationKind_LOCATION_KIND_UNSPECIFIED
	centre  = activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE
	room    = activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM
	culture = activitiesv1.LocationKind_LOCATION_KIND_CULTURAL_CENTRE
	school  = activitiesv1.LocationKind_LOCATION_KIND_SCHOOL
	play    = activitiesv1.LocationKind_LOCATION_KIND_PLAYGROUND
	mobile  = activitiesv1.LocationKind_LOCATION_KIND_MOBILE
	factory = activitiesv1.LocationKind_LOCATION_KIND_PARTICIPATION_FACTORY
	sports  = activitiesv1.LocationKind_LOCATION_KIND_SPORTS_GROUND
	venue   = activitiesv1.LocationKind_LOCATION_KIND_VENUE
)

// stage is where the acts of the poppodium are given that are in house.
const stage = "Poppodium de Meester"

// fairVenue is where the AlmerePlusBeurs is held.
const fairVenue = "Evenementenhal De Blauwe Luifel"

// openOn says whether the place existed on a date.
func (l Location) openOn(d civil.Date) bool {
	return !d.Before(l.Opening) && (l.Closing.IsZero() || !d.After(l.Closing))
}

// at is a place that opened on 1 September of a year.
func at(name string, kind activitiesv1.LocationKind, wijk string, since, size int, hosts ...string) Location {
	opening := day(since, time.September, 1)
	return Location{Name: name, Kind: kind, Wijk: wijk, Opening: opening, size: size, hosts: hosts}
}

func (l Location) opened(d civil.Date) Location { l.Opening = d; return l }

func (l Location) closed(d civil.Date) Location { l.Closing = d; return l }

func places() []Location {
	var all []Location
	all = append(all, centres()...)
	all = append(all, rooms()...)
	all = append(all, schools()...)
	all = append(all, playgrounds()...)
	return append(all, otherPlaces()...)
}

// centres answers 17 community centres that were open in 2022, De Glasbak, and one centre that had closed the year
// before.
func centres() []Location {
	const visits, children, parents = "buurtcentra", "kinderwerk-wijk", "oki"
	return []Location{
		at("De Glasbak", culture, "WK003417", 1994, 100, visits),
		at("Buurtcentrum De Regenmaker", centre, "WK003401", 1981, 130, visits, children),
		at("Buurtcentrum Het Wolkenhuis", centre, "WK003404", 1983, 80, visits, children, parents),
		at("Buurtcentrum De Papieren Boot", centre, "WK003408", 1986, 75, visits, children),
		at("Buurtcentrum De Zeven Treden", centre, "WK003411", 1989, 60, visits),
		at("Buurtcentrum De Lantaarnopsteker", centre, "WK003425", 1985, 150, visits, children, parents),
		at("Buurtcentrum De Sterrenkijker", centre, "WK003426", 1984, 110, visits, children),
		at("Buurtcentrum De Vliegende Vis", centre, "WK003422", 1988, 90, visits, children),
		at("Buurtcentrum Het Zilveren Uur", centre, "WK003420", 1999, 105, visits, children, parents),
		at("Buurtcentrum De Tovertuin", centre, "WK003428", 1991, 85, visits),
		at("Buurtcentrum De Omgekeerde Wereld", centre, "WK003430", 1997, 70, visits),
		at("Buurtcentrum De Krakende Trap", centre, "WK003421", 1996, 65, visits).closed(day(2022, time.October, 31)),
		at("Buurtcentrum De Windvanger", centre, "WK003441", 1990, 140, visits, children),
		at("Buurtcentrum Het Open Raam", centre, "WK003444", 1993, 100, visits, children, parents),
		at("Buurtcentrum De Bonte Draad", centre, "WK003449", 1998, 80, visits, children),
		at("Buurtcentrum De Stille Trom", centre, "WK003452", 2004, 70, visits),
		at("Buurtcentrum De Duinfluiter", centre, "WK003463", 2012, 95, visits, children),
		at("Buurtcentrum Het Nieuwe Erf", centre, "WK003476", 2015, 60, visits).opened(day(2022, time.January, 10)),
		at("Buurtcentrum De Oude Haard", centre, "WK003406", 1982, 70, visits).closed(day(2021, time.June, 30)),
	}
}

// rooms answers nine neighbourhood rooms that were open in 2022, and one that opened the year after.
func rooms() []Location {
	const visits = "buurtkamers"
	return []Location{
		at("Buurtkamer De Theepot", room, "WK003402", 2013, 110, visits),
		at("Buurtkamer Aan Tafel", room, "WK003409", 2016, 90, visits),
		at("Buurtkamer De Gebreide Sok", room, "WK003427", 2012, 120, visits),
		at("Buurtkamer Zes Stoelen", room, "WK003418", 2014, 80, visits),
		at("Buurtkamer De Rode Bank", room, "WK003423", 2017, 100, visits),
		at("Buurtkamer Het Groene Kopje", room, "WK003429", 2019, 95, visits),
		at("Buurtkamer De Jaszak", room, "WK003445", 2015, 105, visits),
		at("Buurtkamer Om de Hoek Links", room, "WK003450", 2018, 85, visits),
		at("Buurtkamer Het Zonnescherm", room, "WK003461", 2022, 90, visits).opened(day(2022, time.April, 4)),
		at("Buurtkamer De Wachtende Stoel", room, "WK003475", 2023, 80, visits).opened(day(2023, time.March, 1)),
	}
}

func schools() []Location {
	const after, midday, parents = "brede-scholen", "dagarrangementen", "oki"
	return []Location{
		at("Brede school De Inktvis", school, "WK003402", 2004, 100, after, midday),
		at("Brede school De Letterdoos", school, "WK003405", 2005, 90, after),
		at("Brede school Het Krijtje", school, "WK003408", 2006, 80, after, midday, parents),
		at("Brede school De Rekenmachine", school, "WK003418", 2004, 110, after),
		at("Brede school De Boomhutschool", school, "WK003419", 2008, 95, after, midday),
		at("Brede school De Vuurpijl", school, "WK003421", 2007, 85, after),
		at("Brede school Het Telraam", school, "WK003424", 2009, 120, after, midday, parents),
		at("Brede school De Gele Bus", school, "WK003425", 2005, 105, after),
		at("Brede school De Springplank", school, "WK003427", 2006, 100, after, midday),
		at("Brede school De Muizentrap", school, "WK003429", 2010, 75, after),
		at("Brede school De Denkdeuk", school, "WK003442", 2004, 90, after, midday),
		at("Brede school Het Klimrek", school, "WK003444", 2008, 115, after),
		at("Brede school De Kleurdoos", school, "WK003447", 2009, 100, after, midday),
		at("Brede school De Vlinderkas", school, "WK003450", 2011, 110, after, midday, parents),
		at("Brede school De Waterslang", school, "WK003453", 2012, 95, after),
		at("Brede school Het Strandhuis", school, "WK003462", 2013, 100, after, midday),
		at("Brede school De Kompasroos", school, "WK003463", 2014, 85, after),
		at("Brede school De Graanschuur", school, "WK003476", 2016, 60, after, midday),
	}
}

func playgrounds() []Location {
	return []Location{
		at("Jeugdland De Modderpoel", play, "WK003407", 1986, 90, "jeugdlanden"),
		at("Jeugdland Het Timmerdorp", play, "WK003426", 1988, 120, "jeugdlanden"),
		at("Jeugdland De Wilde Wal", play, "WK003446", 1992, 100, "jeugdlanden"),
		at("Speelhaven De Dobberton", play, "WK003431", 1995, 100, "speelhaven"),
		at("Droomspeelbus", mobile, "WK003437", 2009, 100, "droomspeelbus"),
		at("Schatkist Grienden", play, "WK003405", 2015, 100, "schatkisten"),
		at("Schatkist Staatslieden", play, "WK003425", 2015, 120, "schatkisten"),
		at("Schatkist Muziek", play, "WK003428", 2016, 90, "schatkisten"),
		at("Schatkist Molens", play, "WK003444", 2016, 110, "schatkisten"),
		at("Schatkist Eilanden", play, "WK003451", 2017, 80, "schatkisten"),
		at("Schatkist Columbus", play, "WK003462", 2018, 90, "schatkisten"),
	}
}

// otherPlaces answers the sports grounds, in three city districts, the two participation factories, the stage and
// the hall of the fair.
func otherPlaces() []Location {
	const sport = "buurtsportcoaches"
	return []Location{
		at("Sporthal De Havenklok", sports, "WK003401", 1985, 100, sport),
		at("Sportveld De Lange Lat", sports, "WK003409", 1990, 90, sport),
		at("Sporthal De Dubbele Dribbel", sports, "WK003420", 1999, 120, sport),
		at("Sportveld Het Krijtstof", sports, "WK003423", 1996, 85, sport),
		at("Sporthal De Klimtouwen", sports, "WK003427", 1987, 110, sport),
		at("Sportveld De Hoge Bal", sports, "WK003430", 1998, 95, sport),
		at("Sporthal De Molenwiek", sports, "WK003444", 1993, 115, sport),
		at("Sportveld De Regenboogbaan", sports, "WK003449", 2000, 100, sport),
		at("Sportveld De Buitenbocht", sports, "WK003452", 2006, 80, sport),
		at("Participatiefabriek De Draaibank", factory, "WK003436", 2017, 100, "participatiefabriek"),
		at("Participatiefabriek Het Laadperron", factory, "WK003457", 2018, 100, "participatiefabriek"),
		at(stage, venue, "WK003417", 2007, 100, "poppodium-de-meester"),
		at(fairVenue, venue, "WK003417", 2007, 100, sealProgramme),
	}
}
