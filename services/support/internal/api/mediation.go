package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// mediationFields is the class of data in the processing log: a quarrel, and what is done about it.
const mediationFields = "mediation"

// openMediation answers a mediation that the caller may see. Error: PERMISSION_DENIED (MEDIATION_NOT_YOURS), which is in the
// audit log before it is answered, and is the same for a mediation that is not there.
func (d Deps) openMediation(ctx context.Context, id string) (m store.Mediation, err error) {
	err = d.snapshot(ctx, func(st store.Store) (err error) {
		m, err = st.Mediation(ctx, id)
		return err
	})
	if err != nil && !fault.Is(err, "MEDIATION_NOT_FOUND") {
		return m, err
	}
	if err != nil || !viewer(ctx).MaySeeMediation(m.Mediation) {
		return store.Mediation{}, d.refuse(ctx, "mediation/"+id, domain.MediationNotYours())
	}
	return m, nil
}

// openSummary answers a mediation with what was said. Nothing was where one of the parties was erased meanwhile.
func openSummary(keys privacy.Keys, row store.Mediation) (domain.Mediation, error) {
	m := row.Mediation
	err := openSaid(keys, m.ID, m.ID, said{summaryField, row.SealedSummary, &m.Summary})
	return m, err
}

// openSummaries answers mediations with what was said; it reads their keys with one query.
func (d Deps) openSummaries(ctx context.Context, rows ...store.Mediation) ([]domain.Mediation, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Mediation) string { return row.ID }, openSummary)
}

// tellMediation answers the event of a mediation as it became.
func (d Deps) tellMediation(m domain.Mediation) outbox.Event {
	stadsdeel, _ := d.Areas.Stadsdeel(m.Wijk)
	return events.MediationSaved(m, stadsdeel)
}

// doneWithMediations answers the entries in both logs of what is done with mediations: about the parties that are known, and
// about the mediation itself where none is.
func (d Deps) doneWithMediations(ctx context.Context, object string, list ...domain.Mediation) (e entries) {
	var residents, alone []string
	for _, m := range list {
		if known := m.ResidentIDs(); len(known) > 0 {
			residents = append(residents, known...)
		} else {
			alone = append(alone, m.ID)
		}
	}
	e = d.done(ctx, mediationFields, object, residents...)
	e.processing = append(e.processing, d.aboutSubjects(ctx, "mediation", mediationFields, alone...))
	return e
}

// doneWithMediation is doneWithMediations for one, which is the object.
func (d Deps) doneWithMediation(ctx context.Context, m domain.Mediation) entries {
	return d.doneWithMediations(ctx, "mediation/"+m.ID, m)
}

// decodeMediation reads a mediation that comes in.
func decodeMediation(m *supportv1.Mediation, d *resource.Dates) domain.Mediation {
	read := domain.Mediation{
		ReferrerKind: enums.Text(m.GetReferrerKind()), Reference: m.GetReferrerReference(),
		ComplaintKind: enums.Text(m.GetComplaintKind()), Summary: m.GetSummary(),
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())}, Team: m.GetTeam(),
		Register: d.Read("register_date", m.GetRegisterDate()), State: domain.MediationState(enums.Text(m.GetState())),
		StateDate: d.Read("state_date", m.GetStateDate()), Outcome: domain.MediationOutcome(enums.Text(m.GetOutcome())), Version: 1,
	}
	for _, p := range m.GetParties() {
		read.Parties = append(read.Parties, domain.MediationParty{
			Role: domain.PartyRole(enums.Text(p.GetRole())), ResidentID: p.GetResidentId(), Household: enums.Text(p.GetHouseholdKind()),
			Tenure: enums.Text(p.GetTenure()), House: enums.Text(p.GetHouseKind()), AgeBand: enums.Text(p.GetAgeBand()),
		})
	}
	return read
}

func encodeMediation(m domain.Mediation, today civil.Date) *supportv1.Mediation {
	answer := &supportv1.Mediation{
		Id: m.ID, ReferrerKind: enums.Value[supportv1.ReferrerKind](m.ReferrerKind), ReferrerReference: m.Reference,
		ComplaintKind: enums.Value[supportv1.ComplaintKind](m.ComplaintKind), Summary: m.Summary, WijkCode: m.Wijk.Code,
		WijkYear: int32(m.Wijk.Edition), Team: m.Team, RegisterDate: m.Register.String(),
		State: enums.Value[supportv1.MediationState](string(m.State)), StateDate: resource.Optional(m.StateDate),
		Outcome: enums.Value[supportv1.MediationOutcome](string(m.Outcome)), Successful: m.Successful(),
		LeadDays: int32(m.LeadDays(today)), Etag: resource.Etag(m.Version), CreateTime: timestamppb.New(m.Created),
		UpdateTime: timestamppb.New(m.Updated),
	}
	for _, p := range m.Parties {
		answer.Parties = append(answer.Parties, &supportv1.MediationParty{
			Role: enums.Value[supportv1.PartyRole](string(p.Role)), ResidentId: p.ResidentID,
			HouseholdKind: enums.Value[supportv1.HouseholdKind](p.Household), Tenure: enums.Value[supportv1.Tenure](p.Tenure),
			HouseKind: enums.Value[supportv1.HouseKind](p.House), AgeBand: enums.Value[supportv1.PartyAgeBand](p.AgeBand),
		})
	}
	return answer
}
