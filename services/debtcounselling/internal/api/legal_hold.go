package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// holdFields is the class of data of a client in the processing log: that something of the client has to be kept.
const holdFields = "legal-hold"

// holdReferenceField is the place of what is sealed in the row of a hold.
const holdReferenceField = "reference"

// openHeld answers the clients that a hold is about. Error: PERMISSION_DENIED (CASE_NOT_YOURS).
func (d Deps) openHeld(ctx context.Context, h domain.LegalHold) ([]string, error) {
	if h.TrajectoryID != "" {
		t, err := d.openCase(ctx, h.TrajectoryID)
		return t.ClientIDs, err
	}
	row, err := d.openClient(ctx, h.ClientID)
	return []string{row.ID}, err
}

// sealHold answers a hold as it is kept: what it is known by is sealed for the first of clients who was not erased. Error:
// NOT_FOUND (CLIENT_ERASED) where all were.
func (d Deps) sealHold(ctx context.Context, h domain.LegalHold, clientIDs []string) (store.LegalHold, error) {
	kept := store.LegalHold{LegalHold: h, Sealed: store.SealedText{Sealed: []byte{}}}
	if h.Reference == "" {
		return kept, nil
	}
	keys, err := d.vault().Keys(ctx, clientIDs...)
	if err != nil {
		return kept, err
	}
	err = privacy.ErrErased
	for _, id := range clientIDs {
		kept.Sealed.Sealed, err = keys.Seal(id, h.ID, holdReferenceField, []byte(h.Reference))
		if !errors.Is(err, privacy.ErrErased) {
			kept.Sealed.ClientID = id
			break
		}
	}
	return kept, erased(err)
}

// openHolds answers holds with what they are known by, but for those that are sealed for who was erased.
func (d Deps) openHolds(ctx context.Context, list ...store.LegalHold) (answer []*debtcounsellingv1.LegalHold, err error) {
	var ids []string
	for _, h := range list {
		if len(h.Sealed.Sealed) > 0 {
			ids = append(ids, h.Sealed.ClientID)
		}
	}
	keys, err := d.vault().Keys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		opened, err := openHold(keys, h)
		if err != nil {
			return nil, err
		}
		answer = append(answer, encodeLegalHold(opened))
	}
	return answer, nil
}

func (d Deps) answerHold(ctx context.Context, h store.LegalHold) (*debtcounsellingv1.LegalHold, error) {
	list, err := d.openHolds(ctx, h)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func openHold(keys privacy.Keys, h store.LegalHold) (domain.LegalHold, error) {
	h.Reference = ""
	if len(h.Sealed.Sealed) == 0 {
		return h.LegalHold, nil
	}
	text, err := keys.Open(h.Sealed.ClientID, h.ID, holdReferenceField, h.Sealed.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return h.LegalHold, nil
	}
	h.Reference = string(text)
	return h.LegalHold, err
}

// clientsOfHolds answers the clients that holds are about, by hold.
func clientsOfHolds(ctx context.Context, st store.Store, list []store.LegalHold) (map[string][]string, error) {
	ids, clients := map[string]bool{}, map[string][]string{}
	for _, h := range list {
		if h.TrajectoryID != "" {
			ids[h.TrajectoryID] = true
		}
	}
	trajectories, err := st.TrajectoriesByID(ctx, ids)
	for _, h := range list {
		clients[h.ID] = trajectories[h.TrajectoryID].ClientIDs
		if h.ClientID != "" {
			clients[h.ID] = []string{h.ClientID}
		}
	}
	return clients, err
}

// refuseHeld answers that a hold keeps a client, who is locked. Error: FAILED_PRECONDITION (LEGAL_HOLD).
func (d Deps) refuseHeld(ctx context.Context, tx *sql.Tx, clientID string) error {
	h, is, err := store.In(tx).RunningLegalHold(ctx, clientID, d.today())
	if is {
		return h.Refuses()
	}
	return err
}

// exportLegalHolds adds why what is kept of a client, or of a trajectory of the client, is not removed.
func exportLegalHolds(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	list, err := in.LegalHoldsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, h := range list {
		if h.Sealed.ClientID != of.ID {
			h.Sealed.Sealed = nil
		}
		opened, err := openHold(of.Keys, h)
		if err != nil {
			return err
		}
		opened.Recorder = ""
		export.LegalHolds = append(export.LegalHolds, encodeLegalHold(opened))
	}
	return nil
}

// dropLegalHolds forgets what was held of a client, and what a hold is known by where that is sealed for the client.
func dropLegalHolds(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).DropLegalHolds(ctx, clientID)
}

func encodeLegalHold(h domain.LegalHold) *debtcounsellingv1.LegalHold {
	return &debtcounsellingv1.LegalHold{
		Id: h.ID, TrajectoryId: h.TrajectoryID, ClientId: h.ClientID,
		Reason: enums.Value[debtcounsellingv1.LegalHoldReason](h.Reason), Reference: h.Reference, StartDate: h.Start.String(),
		EndDate: resource.Optional(h.End), Recorder: h.Recorder, CreateTime: timestamppb.New(h.Created),
	}
}
