package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// acquaintances are who the persons of a file are.
type acquaintances struct {
	byKey  map[importing.Key]*acquaintance
	births births      // of those who are there
	fresh  []newPerson // those who are new and sealed, ready to be added
}

// acquaintance is a participant, or the reason why there is not one.
type acquaintance struct {
	id         string
	who        importing.Who
	references []domain.Reference // all that the file has, of somebody who is new
	isNew      bool
	reason     string
}

// rule answers why a row about a person cannot be recorded. Error: resource.ErrOvertaken for a person whom nobody looked for.
func (a *acquaintances) rule(key importing.Key) ([]fault.Field, error) {
	one, known := a.byKey[key]
	switch {
	case !known:
		return nil, resource.ErrOvertaken
	case one.reason != "":
		return []fault.Field{{Path: "participant_id", Reason: one.reason}}, nil
	}
	return nil, nil
}

// there answers the ids of the participants whom there are.
func (a *acquaintances) there() map[string]bool {
	list := map[string]bool{}
	for _, one := range a.byKey {
		if one.reason == "" && !one.isNew {
			list[one.id] = true
		}
	}
	return list
}

// identify answers who persons are: the participants with their ids, or their references, or their names and birth. Who is
// none of those is new.
func (d Deps) identify(ctx context.Context, tx *sql.Tx, persons []importing.Who) (*acquaintances, error) {
	a := &acquaintances{byKey: map[importing.Key]*acquaintance{}}
	byID, err := d.byID(ctx, tx, persons)
	if err != nil {
		return nil, err
	}
	byReference, err := store.Lookup().All(ctx, tx, d.referenceHashes(persons))
	if err != nil {
		return nil, err
	}
	byName, err := d.byName(ctx, tx, persons)
	if err != nil {
		return nil, err
	}
	for _, w := range persons {
		one := &acquaintance{who: w}
		switch referred := d.referred(w, byReference); {
		case w.ID != "":
			one.id, one.reason = identified(byID, w.ID)
		case len(referred) == 1:
			one.id = referred[0]
		case len(referred) > 1:
			one.reason = importing.ReasonPersonAmbiguous
		case w.Named():
			one.id, one.reason = w.Match(byName[w.Key()])
		}
		a.byKey[w.Key()] = one
	}
	a.meetNew(persons)
	return a, nil
}

// meetNew gives those who are none of the participants an id. Who has one name and birth but two numbers, or a number on one
// row and none on another, is one person, as it would be if the rows came in two files.
func (a *acquaintances) meetNew(persons []importing.Who) {
	byNames := map[importing.Key]*acquaintance{}
	for _, w := range persons {
		one := a.byKey[w.Key()]
		if one.id != "" || one.reason != "" {
			continue
		}
		names, named := w.Names()
		if before, met := byNames[names]; named && met {
			one = before
			a.byKey[w.Key()] = one
		} else {
			one.id, one.isNew = ids.New(), true
		}
		if named {
			byNames[names] = one
		}
		if w.Reference.IsGiven() {
			one.references = append(one.references, w.Reference)
		}
	}
}

func (d Deps) byID(ctx context.Context, tx *sql.Tx, persons []importing.Who) (map[string]store.Participant, error) {
	wanted := map[string]bool{}
	for _, w := range persons {
		if w.ID != "" {
			wanted[w.ID] = true
		}
	}
	return withSurvivors(ctx, wanted, store.In(tx).ParticipantsByID)
}

// identified answers the person behind an id.
func identified(byID map[string]store.Participant, id string) (personID, reason string) {
	p, known := byID[id]
	if !known {
		return "", importing.ReasonPersonUnknown
	}
	if p = byID[p.PersonID()]; p.State == domain.Erased {
		return "", importing.ReasonPersonErased
	}
	return p.ID, ""
}

func (d Deps) referenceHashes(persons []importing.Who) (hashes []string) {
	for _, w := range persons {
		if w.Reference.IsGiven() {
			hashes = append(hashes, d.references().Hashes(w.Reference.Source, w.Reference.Number)...)
		}
	}
	return hashes
}

// referred answers the ids of the participants that have the reference of a person.
func (d Deps) referred(w importing.Who, byHash map[string][]string) (list []string) {
	if !w.Reference.IsGiven() {
		return nil
	}
	for _, hash := range d.references().Hashes(w.Reference.Source, w.Reference.Number) {
		list = append(list, byHash[hash]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// byName answers, of each person with names and a date of birth, the participants with that surname and that date. Whether
// the given name is the same only who opens them knows.
func (d Deps) byName(
	ctx context.Context, tx *sql.Tx, persons []importing.Who,
) (map[importing.Key][]domain.Participant, error) {
	var hashes []string
	for _, w := range persons {
		if w.ID == "" && w.Named() {
			hashes = append(hashes, d.finder().Sought(w.Surname, w.Birth)...)
		}
	}
	found, err := store.Lookup().All(ctx, tx, hashes)
	if err != nil {
		return nil, err
	}
	opened, err := d.openFound(ctx, tx, found)
	if err != nil {
		return nil, err
	}
	list := map[importing.Key][]domain.Participant{}
	for _, w := range persons {
		if w.ID != "" || !w.Named() {
			continue
		}
		for _, hash := range d.finder().Sought(w.Surname, w.Birth) {
			for _, id := range found[hash] {
				if p, active := opened[id]; active {
					list[w.Key()] = append(list[w.Key()], p)
				}
			}
		}
	}
	return list, nil
}

// openFound answers the participants that were found, those who are active, by their ids.
func (d Deps) openFound(
	ctx context.Context, tx *sql.Tx, found map[string][]string,
) (map[string]domain.Participant, error) {
	wanted := map[string]bool{}
	for _, list := range found {
		for _, id := range list {
			wanted[id] = true
		}
	}
	byID, err := store.In(tx).ParticipantsByID(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var rows []store.Participant
	for _, row := range byID {
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	list, err := d.open(ctx, rows...)
	opened := make(map[string]domain.Participant, len(list))
	for _, p := range list {
		opened[p.ID] = p
	}
	return opened, err
}
