package api

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
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

// sealNewcomers makes the keys of new participants, in one transaction of the database of keys, and seals them. A crash between
// this and the command that adds them leaves keys of which nothing is sealed: harmless, and of nobody. Keys that turn out
// not to be needed are destroyed by discardUnused.
func (d Deps) sealNewcomers(ctx context.Context, people []domain.Participant) ([]newcomer, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	keys, err := d.vault().MakeKeys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	list := make([]newcomer, len(people))
	for i, p := range people {
		row, err := d.seal(keys, p)
		if err != nil {
			return nil, err
		}
		list[i] = newcomer{Participant: p, row: row, sought: d.finder().Doubles(p.Person)}
	}
	return list, nil
}

// addNewcomers adds participants who were sealed, with their lines in the processing log, in a command. It answers them with
// those who may be the same person, of whom that is logged too: those there were, and those before them in the list.
func (d Deps) addNewcomers(ctx context.Context, tx *sql.Tx, now time.Time, list []newcomer) ([]newcomer, error) {
	sought := map[string]bool{}
	for _, n := range list {
		for _, hash := range n.sought {
			sought[hash] = true
		}
	}
	found, err := store.In(tx).FoundByHash(ctx, sought)
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
	doubles := map[string]bool{}
	for _, hash := range n.sought {
		for _, id := range found[hash] {
			doubles[id] = true
		}
	}
	n.doubles = keys(doubles)
	for _, hash := range n.row.Hashes {
		if len(found[hash]) < store.MaxFound {
			found[hash] = append(found[hash], n.ID)
		}
	}
}

// discardUnused destroys the keys that were made for participants who were not added: they had been before, or were refused.
// After any other error nobody knows whether they were added, and the keys stay.
func (d Deps) discardUnused(ctx context.Context, made []newcomer, added map[string]newcomer, err error) error {
	var refused *fault.Error
	switch {
	case errors.As(err, &refused):
		added = nil
	case err != nil:
		return err
	}
	var unused []string
	for _, n := range made {
		if _, used := added[n.ID]; !used {
			unused = append(unused, n.ID)
		}
	}
	if len(unused) == 0 {
		return err
	}
	return errors.Join(err, d.vault().Discard(ctx, unused...))
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
