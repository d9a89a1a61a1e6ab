package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// record records all outputs, or none.
func (s *Outputs) record(
	ctx context.Context, requests []*activitiesv1.CreateOutputRequest, place func(int) string,
) ([]domain.Output, error) {
	now := s.now()
	by := auth.Subject(ctx)
	list := make(resource.Entries[domain.Output], len(requests))
	for i, r := range requests {
		list[i] = decodeOutput(r, place(i), by, now)
	}
	return s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[domain.Output]{
		Service: events.Service, Scope: "CreateOutput", Field: "output", Rules: s.rules,
		Insert: inserting(store.Store.InsertOutputs), ByID: byID(store.Store.OutputsByID), Saved: events.OutputSaved,
	}, list)
}

func decodeOutput(r *activitiesv1.CreateOutputRequest, place, by string, now time.Time) resource.Entry[domain.Output] {
	m := r.GetOutput()
	var d resource.Dates
	output := domain.Output{
		ID: ids.New(), Kind: enums.Text(m.GetKind()), Occasion: decodeOccasion(m, &d),
		RepairCategory: enums.Text(m.GetRepairCategory()), RepairOutcome: enums.Text(m.GetRepairOutcome()),
		ActSetting: enums.Text(m.GetActSetting()), InitiativeID: m.GetInitiativeId(), Name: m.GetDisplayName(),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	for _, p := range m.GetPartners() {
		output.Partners = append(output.Partners, enums.Text(p))
	}
	return resource.Entry[domain.Output]{
		Value: output, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: output.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of outputs, with what they speak of.
func (s *Outputs) rules(ctx context.Context, tx *sql.Tx, outputs []domain.Output) (resource.Rules[domain.Output], error) {
	occasions := make([]domain.Occasion, len(outputs))
	initiativeIDs := map[string]bool{}
	for i, o := range outputs {
		occasions[i] = o.Occasion
		if o.InitiativeID != "" {
			initiativeIDs[o.InitiativeID] = true
		}
	}
	registers, err := s.look(ctx, store.In(tx), occasions)
	if err != nil {
		return resource.Rules[domain.Output]{}, err
	}
	initiatives, err := store.In(tx).InitiativesByID(ctx, initiativeIDs)
	if err != nil {
		return resource.Rules[domain.Output]{}, err
	}
	return resource.Rules[domain.Output]{Check: func(o *domain.Output) []fault.Field {
		return o.Check(registers(o.Occasion, o.Created), resource.Found(initiatives, o.InitiativeID))
	}}, nil
}
