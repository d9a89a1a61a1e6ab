package domain

import "time"

// OpenOffer is an activity as everybody may see it (aanbod), with where and under what it is held.
type OpenOffer struct {
	Activity  Activity
	Place     Location
	Room      Room // zero where none is known
	Programme Programme
	Next      []OpenSession
}

// OpenSession is a session of what is offered, with where it is held.
type OpenSession struct {
	Session Session
	Place   Location
	Room    Room // zero where none is known
}

// Changed answers when anything of it that is shown was last changed.
func (o OpenOffer) Changed() time.Time {
	last := o.Activity.Updated
	for _, t := range []time.Time{o.Place.Updated, o.Room.Updated, o.Programme.Updated} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// ThemeName answers the name of a theme (doelstelling) in Dutch, "" for one that is not known.
func ThemeName(theme string) string {
	return map[string]string{
		"growing_up":         "Kansrijk opgroeien",
		"safe_neighbourhood": "Veilige buurt",
		"self_reliance":      "Financieel en sociaal zelfredzaam",
		"meeting":            "Ontmoeting en verbinding",
		"daytime_activity":   "Invulling van de dag",
		"health":             "Gezond en vitaal leven",
	}[theme]
}
