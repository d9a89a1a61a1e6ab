package api

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// ListEntries lists the entries of a settlement, in the order in which they were recorded.
func (s *Ledgers) ListEntries(
	ctx context.Context, req *debtcounsellingv1.ListEntriesRequest,
) (*debtcounsellingv1.ListEntriesResponse, error) {
	after, err := entryMark(req)
	if err != nil {
		return nil, err
	}
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Entry
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.Entries(ctx, domain.SettlementBook(row.ID), after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(e domain.Entry) string { return strconv.FormatInt(e.Number, 10) })
	answer := &debtcounsellingv1.ListEntriesResponse{NextPageToken: next}
	if answer.Entries, err = s.answerEntries(ctx, row, list...); err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, ledgerFields, "settlement/"+row.ID+"/entries", t.ClientIDs...)
}

// entryMark answers the number after which a page begins.
func entryMark(req *debtcounsellingv1.ListEntriesRequest) (int64, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return 0, err
	}
	return strconv.ParseInt(key, 10, 64)
}

// answerEntries answers entries of a settlement with by what they are found at the bank.
func (s *Ledgers) answerEntries(
	ctx context.Context, of store.Settlement, entries ...domain.Entry,
) ([]*debtcounsellingv1.LedgerEntry, error) {
	references, err := s.openReferences(ctx, entries)
	list := make([]*debtcounsellingv1.LedgerEntry, len(entries))
	for i, e := range entries {
		list[i] = encodeEntry(e, of.TrajectoryID, references[e.ID])
	}
	return list, err
}

func encodeEntry(e domain.Entry, trajectoryID, reference string) *debtcounsellingv1.LedgerEntry {
	m := &debtcounsellingv1.LedgerEntry{
		Id: e.ID, SettlementId: strings.TrimPrefix(e.Book, domain.SettlementBook("")), TrajectoryId: trajectoryID,
		Number: int32(e.Number), Kind: enums.Value[debtcounsellingv1.LedgerEntryKind](string(e.Kind)), Date: e.Date.String(),
		ClaimId: e.Subject, Reference: reference, ReversalOfId: e.ReversalOf, ReversedById: e.ReversedBy,
		Reason: enums.Value[debtcounsellingv1.ReversalReason](e.Reason), Recorder: e.Recorder, CreateTime: timestamppb.New(e.Created),
	}
	for _, p := range e.Postings {
		m.AmountCents += int32(max(p.Cents, 0))
		m.Postings = append(m.Postings, encodePosting(p))
	}
	return m
}

// encodePosting answers a posting with its account by the name of the contract.
func encodePosting(p domain.Posting) *debtcounsellingv1.LedgerPosting {
	m := &debtcounsellingv1.LedgerPosting{AmountCents: int32(p.Cents)}
	if claimID, is := p.Account.ClaimOf(); is {
		m.Account, m.ClaimId = debtcounsellingv1.LedgerAccount_LEDGER_ACCOUNT_CREDITOR, claimID
		return m
	}
	_, name, _ := strings.Cut(string(p.Account), "/")
	m.Account = enums.Value[debtcounsellingv1.LedgerAccount](name)
	return m
}

func exportEntries(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	settlements, err := in.SettlementsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	trajectories := map[string]string{}
	for _, s := range settlements {
		trajectories[domain.SettlementBook(s.ID)] = s.TrajectoryID
	}
	list, err := ownEntries(ctx, in, of.ID)
	if err != nil {
		return err
	}
	sealed, err := in.References(ctx, list)
	if err != nil {
		return err
	}
	for _, e := range list {
		text := ""
		if one, is := sealed[e.ID]; is && one.ClientID == of.ID {
			if text, err = openReference(of.Keys, e.ID, one); err != nil {
				return err
			}
		}
		e.Recorder = ""
		export.LedgerEntries = append(export.LedgerEntries, encodeEntry(e, trajectories[e.Book], text))
	}
	return nil
}

// ownEntries answers the entries of the settlements of a client, but for what was paid for claims on a partner: those are not the
// client's own data.
func ownEntries(ctx context.Context, in store.Store, clientID string) ([]domain.Entry, error) {
	claims, err := in.ClaimsOfClient(ctx, clientID)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{"": true}
	for _, c := range claims {
		own[c.ID] = true
	}
	list, err := in.EntriesOfClient(ctx, clientID)
	return slices.DeleteFunc(list, func(e domain.Entry) bool { return !own[e.Subject] }), err
}

// dropReferences forgets by what money of a client is found at the bank. What moved is an amount of nobody then, and stays.
func dropReferences(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).DropReferences(ctx, clientID)
}
