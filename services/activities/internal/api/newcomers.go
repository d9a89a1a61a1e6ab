package api

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// newcomer is a participant who is about to be added: sealed before the transaction that adds it, for keys are made in
// another database and sealing is no work for a writer.
type newcomer struct {
	domain.Participant
	row     store.Participant
	sought  []string // the hashes of those who may be the same person
	doubles []string // the ids of those who may be, known once it is added
}

func newcomerID(n newcomer) string { return n.ID }

// sealNewcomers seals new participants. Keys that turn out not to be needed are to be destroyed: privacy.DiscardUnused.
func (d Deps) sealNewcomers(ctx context.Context, people []domain.Participant) ([]newcomer, error) {
	id := func(p domain.Participant) string { return p.ID }
	return privacy.SealEach(ctx, d.vault(), people, id, func(keys privacy.Keys, p domain.Participant) (newcomer, error) {
		row, err := d.seal(keys, p)
		return newcomer{Participant: p, row: row, sought: d.finder().Doubles(p.Person)}, err
	})
}

// addNewcomers adds participants who were sealed, with their lines in the processing log, in a command. It answers them with
// those who may be the same person, of whom that is logged too: those there were, and those before them in the list.
func (d Deps) addNewcomers(ctx context.Context, tx *sql.Tx, now time.Time, list []newcomer) ([]newcomer, error) {
	var sought []string
	for _, n := range list {
		sought = append(sought, n.sought...)
	}
	found, err := store.Lookup().First(ctx, tx, sought)
	if err != nil {
		return nil, err
	}
	added := slices.Clone(list) // the command may run again
	rows, ids, doubles := make([]store.Participant, len(list)), make([]string, len(list)), map[string]bool{}
	for i := range added {
		n := &added[i]
		n.meet(found)
		rows[i], ids[i] = n.row, n.ID
		for _, id := range n.doubles {
			doubles[id] = true
		}
	}
	if err := store.In(tx).InsertParticipants(ctx, rows); err != nil {
		return nil, err
	}
	return added, processinglog.Append(ctx, tx, now,
		d.about(ctx, identity, ids...), d.about(ctx, probableDouble, keys(doubles)...))
}

// meet notes who may be the same person as n among those who are found by hash, and has n be found by those after it.
func (n *newcomer) meet(found map[string][]string) {
	n.doubles = person.Doubles(n.ID, n.sought, found)
	for _, hash := range n.row.Hashes {
		if len(found[hash]) < person.MaxFound {
			found[hash] = append(found[hash], n.ID)
		}
	}
}

// openAll answers participants by id, each of whom must still be there.
//
// Errors: NOT_FOUND (PARTICIPANT_MERGED, PARTICIPANT_ERASED).
func (d Deps) openAll(ctx context.Context, rows map[string]store.Participant) (map[string]domain.Participant, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	opening, err := d.vault().Keys(ctx, slices.Collect(maps.Keys(rows))...)
	if err != nil {
		return nil, err
	}
	list := make(map[string]domain.Participant, len(rows))
	for id, row := range rows {
		if err := row.Use(); err != nil {
			return nil, err
		}
		if list[id], err = open(opening, row); err != nil {
			return nil, erased(err)
		}
	}
	return list, nil
}

// keys answers what is in a set, in order.
func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
