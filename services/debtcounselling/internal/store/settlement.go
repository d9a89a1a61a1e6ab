package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Settlement is a settlement as it is kept: what is noted of it is sealed.
type Settlement struct {
	domain.Settlement
	Sealed SealedText // the note
}

// InsertSettlement adds a settlement with its offers. Its trajectory was locked before.
func (s Store) InsertSettlement(ctx context.Context, m Settlement) error {
	b, l := m.Basis, m.Life
	err := s.q.InsertSettlement(ctx, db.InsertSettlementParams{
		ID: m.ID, TrajectoryID: m.TrajectoryID, Kind: string(m.Kind), Date: m.Date, CalculationID: b.CalculationID,
		FreeCents: b.Free, CapacityCents: b.Capacity, ProtectedID: b.ProtectedID, IncomeCents: b.Income,
		ProtectedCents: b.Protected, MonthlyCents: m.Monthly, Months: int64(m.Months), ExtraCents: m.Extra,
		PaidInCents: m.Pot.PaidIn, FeeCents: m.Pot.Fee, ManagementCents: m.Pot.Management, PotCents: m.Pot.Net,
		SealedFor: m.Sealed.ClientID, Sealed: m.Sealed.Sealed, State: string(l.State), StateDate: l.Since, Round: int64(l.Round),
		ProposalDate: l.Proposed, ReconsiderationDate: l.Reconsidered, AnswerDueDate: l.AnswerDue,
		CourtRequestDate: l.CourtAsked, AcceptanceDate: l.Accepted, Forced: sqldb.Flag(l.Forced), RejectionDate: l.Rejected,
		WithdrawalDate: l.Withdrawn, DeclarationDate: l.Declared, StartDate: l.Start, EndDate: l.End, Recorder: m.Recorder,
		Version: m.Version, CreatedAt: sqldb.At(m.Created), UpdatedAt: sqldb.At(m.Updated),
	})
	if err != nil {
		return err
	}
	rows := make(sqldb.Rows, len(m.Offers))
	for i, o := range m.Offers {
		rows[i] = []any{m.ID, o.ClaimID, o.Number, string(o.Rank), o.Owed, o.Share}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertSettlementOffers :exec
INSERT INTO settlement_offer (settlement_id, claim_id, number, claim_rank, claim_cents, share_cents) VALUES %s`, nil)
}

// UpdateSettlement keeps how far a settlement has come, from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateSettlement(ctx context.Context, m domain.Settlement) error {
	l := m.Life
	return sqldb.Changed(s.q.UpdateSettlement(ctx, db.UpdateSettlementParams{
		State: string(l.State), StateDate: l.Since, Round: int64(l.Round), ProposalDate: l.Proposed,
		ReconsiderationDate: l.Reconsidered, AnswerDueDate: l.AnswerDue, CourtRequestDate: l.CourtAsked,
		AcceptanceDate: l.Accepted, Forced: sqldb.Flag(l.Forced), RejectionDate: l.Rejected, WithdrawalDate: l.Withdrawn,
		DeclarationDate: l.Declared, StartDate: l.Start, EndDate: l.End, UpdatedAt: sqldb.At(m.Updated), ID: m.ID,
		Version: m.Version - 1,
	}))
}

// Settlement answers one settlement with its offers. Error: NOT_FOUND (SETTLEMENT_NOT_FOUND), which is told to nobody.
func (s Store) Settlement(ctx context.Context, id string) (Settlement, error) {
	row, err := s.q.GetSettlement(ctx, id)
	m, err := sqldb.One(row, err, settlement, "SETTLEMENT_NOT_FOUND", "There is no settlement with this id.")
	if err != nil {
		return m, err
	}
	list := []Settlement{m}
	err = s.addOffers(ctx, list)
	return list[0], err
}

// Settlements answers size settlements of a trajectory after the one with id after, with their offers.
func (s Store) Settlements(ctx context.Context, trajectoryID, after string, size int32) ([]Settlement, error) {
	rows, err := s.q.ListSettlements(ctx, db.ListSettlementsParams{TrajectoryID: trajectoryID, After: after, Size: size})
	return s.withOffers(ctx, rows, err)
}

// SettlementsOfClient answers the settlements of the trajectories of a client with their offers, oldest first.
func (s Store) SettlementsOfClient(ctx context.Context, clientID string) ([]Settlement, error) {
	rows, err := s.q.ListSettlementsOfClient(ctx, clientID)
	return s.withOffers(ctx, rows, err)
}

func (s Store) withOffers(ctx context.Context, rows []db.Settlement, err error) ([]Settlement, error) {
	list, err := sqldb.All(rows, err, settlement)
	if err != nil {
		return nil, err
	}
	return list, s.addOffers(ctx, list)
}

// addOffers adds to settlements what they offer, with the last answers.
func (s Store) addOffers(ctx context.Context, list []Settlement) error {
	ids, byID := make(map[string]bool, len(list)), make(map[string]*Settlement, len(list))
	for i := range list {
		ids[list[i].ID], byID[list[i].ID] = true, &list[i]
	}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: SettlementOffers :many
SELECT o.settlement_id, o.claim_id, o.number, o.claim_rank, o.claim_cents, o.share_cents, COALESCE(a.round, 0),
    COALESCE(a.outcome, ''), COALESCE(a.reason, ''), COALESCE(a.date, '')
FROM settlement_offer o LEFT JOIN settlement_answer a ON a.settlement_id = o.settlement_id AND a.claim_id = o.claim_id
    AND NOT EXISTS (SELECT 1 FROM settlement_answer l
        WHERE l.settlement_id = a.settlement_id AND l.claim_id = a.claim_id AND l.round > a.round)
WHERE o.settlement_id IN (%s) ORDER BY o.settlement_id, o.number`, ids,
		func(r *sql.Rows) (id string, o domain.Offer, err error) {
			err = r.Scan(&id, &o.ClaimID, &o.Number, &o.Rank, &o.Owed, &o.Share, &o.Round, &o.Outcome, &o.Reason, &o.Answered)
			if m := byID[id]; m != nil {
				m.Offers = append(m.Offers, o)
			}
			return id, o, err
		})
	return err
}

// DropSettlementNotes leaves of settlements nothing that was sealed for a client. The hashes of what was asked go too: they are
// of those texts.
func (s Store) DropSettlementNotes(ctx context.Context, clientID string, now time.Time) error {
	_, err := s.tx.ExecContext(ctx, `-- name: DeleteRequestIDsOfSettlements :exec
DELETE FROM request_id WHERE resource_id IN (SELECT id FROM settlement WHERE sealed_for = $1)`, clientID)
	if err != nil {
		return err
	}
	return s.q.EmptySettlements(ctx, db.EmptySettlementsParams{
		Empty: []byte{}, UpdatedAt: sqldb.At(now), ClientID: clientID,
	})
}

func settlement(m db.Settlement) Settlement {
	return Settlement{
		Sealed: SealedText{ClientID: m.SealedFor, Sealed: m.Sealed},
		Settlement: domain.Settlement{
			ID: m.ID, TrajectoryID: m.TrajectoryID, Kind: domain.SettlementKind(m.Kind), Date: m.Date,
			Basis: domain.SettlementBasis{
				CalculationID: m.CalculationID, Free: m.FreeCents, Capacity: m.CapacityCents, ProtectedID: m.ProtectedID,
				Income: m.IncomeCents, Protected: m.ProtectedCents,
			},
			Monthly: m.MonthlyCents, Months: int(m.Months), Extra: m.ExtraCents,
			Pot: domain.Pot{PaidIn: m.PaidInCents, Fee: m.FeeCents, Management: m.ManagementCents, Net: m.PotCents},
			Life: domain.SettlementLife{
				State: domain.SettlementState(m.State), Since: m.StateDate, Round: int(m.Round), Proposed: m.ProposalDate,
				Reconsidered: m.ReconsiderationDate, AnswerDue: m.AnswerDueDate, CourtAsked: m.CourtRequestDate,
				Accepted: m.AcceptanceDate, Forced: m.Forced == 1, Rejected: m.RejectionDate, Withdrawn: m.WithdrawalDate,
				Declared: m.DeclarationDate, Start: m.StartDate, End: m.EndDate,
			},
			Recorder: m.Recorder, Version: m.Version, Created: m.CreatedAt.Time, Updated: m.UpdatedAt.Time,
		},
	}
}
