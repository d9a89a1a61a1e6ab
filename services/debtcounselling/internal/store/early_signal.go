package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// EarlySignal is a signal as it is kept: who is in it, and the reference of the partner, are sealed. Of one that was erased
// nothing is.
type EarlySignal struct {
	domain.EarlySignal
	PartnerKey   string // the name of the partner, folded
	ReferenceKey string // the hash of partner and reference; empty of one that was erased
	Content      []byte // the hash of what was told
	Sealed       []byte
	Hashes       []string // under which it is found; written, never read
}

// Erased says that nobody is in the signal any more.
func (e EarlySignal) Erased() bool { return e.ReferenceKey == "" }

// EarlyLookup answers where it is kept what signals are found by.
func EarlyLookup() person.Index { return person.Index{Table: "early_signal_lookup", ID: "signal_id"} }

// LockEarlyKeys has all who receive a signal with one of the hashes come one after another, until the transaction ends.
func (s Store) LockEarlyKeys(ctx context.Context, hashes []string) error {
	unique := slices.Compact(slices.Sorted(slices.Values(hashes)))
	rows := make(sqldb.Rows, len(unique))
	for i, hash := range unique {
		rows[i] = []any{hash, 1}
	}
	return rows.Each(ctx, s.tx, `-- name: LockEarlyKeys :exec
INSERT INTO early_signal_key (hash, version) VALUES %s
ON CONFLICT (hash) DO UPDATE SET version = early_signal_key.version + 1`, nil)
}

// InsertEarlySignals adds signals, and what they are found by.
func (s Store) InsertEarlySignals(ctx context.Context, signals []EarlySignal) error {
	rows, entries := make(sqldb.Rows, len(signals)), make([]person.Entry, len(signals))
	for i, e := range signals {
		rows[i] = []any{
			e.ID, e.Partner, e.PartnerName, e.PartnerKey, e.ReferenceKey, e.Content, e.Arrears, e.Arisen, e.Date,
			sqldb.Flag(e.Crisis), sqldb.Flag(e.WarmTransfer), e.Sealed, e.CaseID, string(e.Result), e.TrajectoryID, e.ClientID,
			e.Recorder, sqldb.At(e.Created),
		}
		entries[i] = person.Entry{ID: e.ID, Hashes: e.Hashes}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertEarlySignals :exec
INSERT INTO early_signal (`+earlySignalColumns+`) VALUES %s`, nil); err != nil {
		return err
	}
	return EarlyLookup().Insert(ctx, s.tx, entries...)
}

const earlySignalColumns = `id, partner, partner_name, partner_key, reference_key, content_hash, arrears_cents, arisen_date,
    signal_date, crisis, warm_transfer, sealed, case_id, result, trajectory_id, client_id, recorder, created_at`

// EarlySignalsByID answers the signals with ids, those there are.
func (s Store) EarlySignalsByID(ctx context.Context, ids map[string]bool) (map[string]EarlySignal, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: EarlySignalsByID :many
SELECT `+earlySignalColumns+` FROM early_signal WHERE id IN (%s)`, ids, scanEarlySignal)
}

// EarlySignalsByReference answers the signals with hashes of a reference, by hash.
func (s Store) EarlySignalsByReference(ctx context.Context, hashes map[string]bool) (map[string]EarlySignal, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: EarlySignalsByReference :many
SELECT `+earlySignalColumns+` FROM early_signal WHERE reference_key IN (%s) AND reference_key <> ''`, hashes,
		func(r *sql.Rows) (string, EarlySignal, error) {
			_, e, err := scanEarlySignal(r)
			return e.ReferenceKey, e, err
		})
}

// EarlySignalFilter is which signals are asked for: of a case, of a running trajectory, or of a client. One of them is named.
type EarlySignalFilter struct{ CaseID, TrajectoryID, ClientID string }

// EarlySignals answers size signals after the one with id after. Each of the three has a query of its own, which an index
// answers: a case that is removed, or a client, has few of all signals.
func (s Store) EarlySignals(ctx context.Context, after string, f EarlySignalFilter, size int32) (_ []EarlySignal, err error) {
	var rows []db.EarlySignal
	switch {
	case f.CaseID != "":
		rows, err = s.q.ListEarlySignalsOfCase(ctx, db.ListEarlySignalsOfCaseParams{CaseID: f.CaseID, After: after, Size: size})
	case f.TrajectoryID != "":
		rows, err = s.q.ListEarlySignalsOfTrajectory(ctx, db.ListEarlySignalsOfTrajectoryParams{
			TrajectoryID: f.TrajectoryID, After: after, Size: size,
		})
	default:
		rows, err = s.q.ListEarlySignalsOfClient(ctx, db.ListEarlySignalsOfClientParams{
			ClientID: f.ClientID, After: after, Size: size,
		})
	}
	return sqldb.All(rows, err, earlySignal)
}

// EndedEarlySignal is a signal whose case ended, and how.
type EndedEarlySignal struct {
	EarlySignal
	CaseResult domain.EarlyResult
	End        civil.Date
}

// EndedEarlySignals answers size signals of a partner whose cases ended, after the one with id after; without those erased.
func (s Store) EndedEarlySignals(ctx context.Context, partner, name, after string, size int32) ([]EndedEarlySignal, error) {
	rows, err := s.q.ListEndedEarlySignals(ctx, db.ListEndedEarlySignalsParams{
		Partner: partner, PartnerKey: privacy.Fold(name), After: after, Size: size,
	})
	return sqldb.All(rows, err, func(r db.ListEndedEarlySignalsRow) EndedEarlySignal {
		return EndedEarlySignal{
			EarlySignal: earlySignal(db.EarlySignal{
				ID: r.ID, Partner: r.Partner, PartnerName: r.PartnerName, PartnerKey: r.PartnerKey, ReferenceKey: r.ReferenceKey,
				ContentHash: r.ContentHash, ArrearsCents: r.ArrearsCents, ArisenDate: r.ArisenDate, SignalDate: r.SignalDate,
				Crisis: r.Crisis, WarmTransfer: r.WarmTransfer, Sealed: r.Sealed, CaseID: r.CaseID, Result: r.Result,
				TrajectoryID: r.TrajectoryID, ClientID: r.ClientID, Recorder: r.Recorder, CreatedAt: r.CreatedAt,
			}),
			CaseResult: domain.EarlyResult(r.CaseResult), End: r.CaseEndDate,
		}
	})
}

// LinkEarlySignals says of signals, by id, which client each is about, where none was known.
func (s Store) LinkEarlySignals(ctx context.Context, clients map[string]string) error {
	for _, id := range slices.Sorted(maps.Keys(clients)) {
		if err := s.q.LinkEarlySignal(ctx, db.LinkEarlySignalParams{ID: id, ClientID: clients[id]}); err != nil {
			return err
		}
	}
	return nil
}

// EarlyClients answers, by hash of a person, the clients found under it, each with every trajectory that runs.
func (s Store) EarlyClients(ctx context.Context, hashes map[string]bool) (map[string][]domain.EarlyClient, error) {
	clients := map[string][]domain.EarlyClient{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: EarlyClients :many
SELECT l.hash, l.client_id, COALESCE(t.id, ''), COALESCE(t.kind, '') FROM client_lookup l
LEFT JOIN trajectory_client c ON c.client_id = l.client_id
    AND EXISTS (SELECT 1 FROM trajectory r WHERE r.id = c.trajectory_id AND r.state <> 'exited')
LEFT JOIN trajectory t ON t.id = c.trajectory_id
WHERE l.hash IN (%s)`, hashes,
		func(r *sql.Rows) (hash string, c domain.EarlyClient, err error) {
			err = r.Scan(&hash, &c.ID, &c.TrajectoryID, &c.Kind)
			clients[hash] = append(clients[hash], c)
			return hash, c, err
		})
	return clients, err
}

// OpenEarlyCaseOf answers the open case with a signal about a client; empty where there is none.
func (s Store) OpenEarlyCaseOf(ctx context.Context, clientID string) (string, error) {
	ids, err := s.q.ListOpenEarlySignalCasesOf(ctx, clientID)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// EraseEarlySignals leaves shells of signals, with a client or alone, and remembers that. One that was erased before stays so.
func (s Store) EraseEarlySignals(ctx context.Context, ids []string, clientID string, now time.Time) error {
	for _, id := range ids {
		if err := s.q.DeleteEarlyKeysOf(ctx, id); err != nil {
			return err
		}
		if err := s.q.EmptyEarlySignal(ctx, db.EmptyEarlySignalParams{ID: id, Empty: []byte{}}); err != nil {
			return err
		}
		if err := s.q.DeleteEarlySignalLookups(ctx, id); err != nil {
			return err
		}
		// What was asked when it was received is kept as a hash, which is no longer needed.
		if _, err := s.tx.ExecContext(ctx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id = $1`, id); err != nil {
			return err
		}
		if err := s.q.InsertEarlySignalErasure(ctx, db.InsertEarlySignalErasureParams{
			SignalID: id, ClientID: clientID, CreatedAt: sqldb.At(now),
		}); err != nil {
			return err
		}
	}
	return nil
}

// EarlySignalErasures answers of which signals the person was erased, oldest first.
func (s Store) EarlySignalErasures(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListEarlySignalErasures(ctx)
	return sqldb.All(rows, err, func(row db.ListEarlySignalErasuresRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.SignalID, Time: row.CreatedAt.Time}
	})
}

// EarlySignalsErasedWith answers which signals were erased with a client.
func (s Store) EarlySignalsErasedWith(ctx context.Context, clientID string) ([]string, error) {
	return s.q.ListEarlySignalsErasedWith(ctx, clientID)
}

func scanEarlySignal(r *sql.Rows) (string, EarlySignal, error) {
	var e db.EarlySignal
	err := r.Scan(&e.ID, &e.Partner, &e.PartnerName, &e.PartnerKey, &e.ReferenceKey, &e.ContentHash, &e.ArrearsCents, &e.ArisenDate,
		&e.SignalDate, &e.Crisis, &e.WarmTransfer, &e.Sealed, &e.CaseID, &e.Result, &e.TrajectoryID, &e.ClientID, &e.Recorder,
		&e.CreatedAt)
	return e.ID, earlySignal(e), err
}

func earlySignal(e db.EarlySignal) EarlySignal {
	return EarlySignal{
		EarlySignal: domain.EarlySignal{
			ID: e.ID, Partner: e.Partner, PartnerName: e.PartnerName, Arrears: e.ArrearsCents, Arisen: e.ArisenDate, Date: e.SignalDate,
			Crisis: e.Crisis == 1, WarmTransfer: e.WarmTransfer == 1, Recorder: e.Recorder, Created: e.CreatedAt.Time,
			Placing: domain.Placing{
				CaseID: e.CaseID, Result: domain.EarlyResult(e.Result), TrajectoryID: e.TrajectoryID, ClientID: e.ClientID,
			},
		},
		PartnerKey: e.PartnerKey, ReferenceKey: e.ReferenceKey, Content: e.ContentHash, Sealed: e.Sealed,
	}
}
