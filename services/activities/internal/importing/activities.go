package importing

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// activities finds the activity that a row means by what it says of it.
type activities struct {
	byID        map[string]*domain.Activity
	byName      map[string][]*domain.Activity
	byProgramme map[string][]*domain.Activity
}

// WithActivities answers the names with those of activities, which have an id and a name.
func (n *Names) WithActivities(list []domain.Activity) *Names {
	n.activities = activities{
		map[string]*domain.Activity{}, map[string][]*domain.Activity{}, map[string][]*domain.Activity{},
	}
	for i := range list {
		a := &list[i]
		n.activities.byID[a.ID] = a
		n.activities.byName[fold(a.Name)] = append(n.activities.byName[fold(a.Name)], a)
		n.activities.byProgramme[a.ProgrammeID] = append(n.activities.byProgramme[a.ProgrammeID], a)
	}
	return n
}

// find answers the one activity with a name or an id, of a programme, on a day; or without a name the one of the programme
// at the place. Of several with one name the place and the day tell which.
func (x activities) find(name, programmeID, locationID string, day civil.Date) (id, reason string) {
	list := x.byProgramme[programmeID]
	if name != "" {
		list = x.named(fold(name), programmeID)
	}
	atPlace := only(list, func(a *domain.Activity) bool { return locationID == "" || a.LocationID == locationID })
	if name == "" || len(atPlace) > 0 {
		list = atPlace
	}
	if running := only(list, func(a *domain.Activity) bool { return a.Has(day) }); len(running) > 0 {
		list = running
	}
	switch len(list) {
	case 0:
		return "", reasonActivityUnknown
	case 1:
		return list[0].ID, ""
	}
	return "", reasonActivityAmbiguous
}

func (x activities) named(name, programmeID string) []*domain.Activity {
	list := x.byName[name]
	if a, has := x.byID[name]; has {
		list = []*domain.Activity{a}
	}
	return only(list, func(a *domain.Activity) bool { return programmeID == "" || a.ProgrammeID == programmeID })
}

func only(list []*domain.Activity, keep func(*domain.Activity) bool) []*domain.Activity {
	return slices.DeleteFunc(slices.Clone(list), func(a *domain.Activity) bool { return !keep(a) })
}
