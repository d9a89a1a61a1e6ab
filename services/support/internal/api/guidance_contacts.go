package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// GuidanceContacts answers GuidanceContactService.
type GuidanceContacts struct {
	supportv1.UnimplementedGuidanceContactServiceServer
	Deps
	recording resource.Recording[contacting]
}

// contacting is a contact on its way in.
type contacting struct {
	store.GuidanceContact
	of   domain.Guidance // locked once the rules are known
	done entries
}

// CreateGuidanceContact adds a contact to a trajectory.
func (s *GuidanceContacts) CreateGuidanceContact(
	ctx context.Context, req *supportv1.CreateGuidanceContactRequest,
) (*supportv1.GuidanceContact, error) {
	list, err := s.add(ctx, []*supportv1.CreateGuidanceContactRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateGuidanceContacts adds all contacts, or none.
func (s *GuidanceContacts) BatchCreateGuidanceContacts(
	ctx context.Context, req *supportv1.BatchCreateGuidanceContactsRequest,
) (*supportv1.BatchCreateGuidanceContactsResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &supportv1.BatchCreateGuidanceContactsResponse{Contacts: list}, nil
}

// add adds all contacts or none, and answers them as they are.
func (s *GuidanceContacts) add(
	ctx context.Context, requests []*supportv1.CreateGuidanceContactRequest, place func(int) string,
) ([]*supportv1.GuidanceContact, error) {
	of, err := s.guided(ctx, requests)
	if err != nil {
		return nil, err
	}
	residents := map[string]bool{}
	for _, g := range of {
		residents[g.ResidentID] = true
	}
	keys, err := s.keysOf(ctx, residents)
	if err != nil {
		return nil, err
	}
	entries := make(resource.Entries[contacting], len(requests))
	for i, r := range requests {
		if entries[i], err = s.contacting(ctx, r, place(i), of[r.GetGuidanceTrajectoryId()], keys); err != nil {
			return nil, err
		}
	}
	list, err := s.recording.Record(ctx, s.DB, s.Clock.Now, s.noun(), entries)
	if err != nil {
		return nil, err
	}
	answer, earlier := make([]*supportv1.GuidanceContact, len(list)), []string{}
	for i, c := range list {
		opened, err := openContact(keys, entries[i].Value.of.ResidentID, c.GuidanceContact)
		if err != nil {
			return nil, err
		}
		answer[i] = encodeContact(opened)
		if c.ID != entries[i].Claim.ResourceID {
			earlier = append(earlier, entries[i].Value.of.ResidentID)
		}
	}
	if len(earlier) == 0 && len(list) > 0 {
		return answer, nil
	}
	return answer, s.logRead(ctx, contactFields, "guidance-contacts", earlier...)
}

// guided answers the trajectories of requests, all of which the caller may see. Error: PERMISSION_DENIED
// (TRAJECTORY_NOT_YOURS).
func (s *GuidanceContacts) guided(
	ctx context.Context, requests []*supportv1.CreateGuidanceContactRequest,
) (of map[string]domain.Guidance, err error) {
	wanted := map[string]bool{}
	for _, r := range requests {
		wanted[r.GetGuidanceTrajectoryId()] = true
	}
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		of, err = st.GuidanceByID(ctx, wanted)
		return err
	}); err != nil {
		return nil, err
	}
	who := viewer(ctx)
	for _, r := range requests {
		g, is := of[r.GetGuidanceTrajectoryId()]
		if !is || !who.MaySeeGuidance(g) {
			return nil, s.refuse(ctx, guidanceObject(r.GetGuidanceTrajectoryId()), domain.TrajectoryNotYours())
		}
	}
	return of, nil
}

// keysOf answers the keys of residents, read with one query.
func (d Deps) keysOf(ctx context.Context, residents map[string]bool) (privacy.Keys, error) {
	ids := make([]string, 0, len(residents))
	for id := range residents {
		ids = append(ids, id)
	}
	return d.vault().Keys(ctx, ids...)
}

// contacting reads and seals a contact in a trajectory. Error: NOT_FOUND (RESIDENT_ERASED).
func (s *GuidanceContacts) contacting(
	ctx context.Context, r *supportv1.CreateGuidanceContactRequest, place string, of domain.Guidance, keys privacy.Keys,
) (e resource.Entry[contacting], err error) {
	m, made := r.GetContact(), resource.Making(s.Clock.Now())
	var d resource.Dates
	c := contacting{of: of, GuidanceContact: store.GuidanceContact{GuidanceContact: domain.GuidanceContact{
		ID: made.ID, GuidanceID: of.ID, Date: d.Read("date", m.GetDate()), Channel: domain.ContactChannel(enums.Text(m.GetChannel())),
		Minutes: int(m.GetMinutes()), Note: m.GetNote(), Recorder: auth.Subject(ctx), Created: made.Now,
	}}}
	if c.Note != "" {
		if c.SealedNote, err = keys.Seal(of.ResidentID, c.ID, contactNoteField, []byte(c.Note)); err != nil {
			return e, erased(err)
		}
	}
	c.done = s.done(ctx, contactFields, guidanceObject(of.ID), of.ResidentID)
	return resource.Entry[contacting]{
		Value: c, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: person.RequestHash(s.Privacy, events.Service)(r), ResourceID: c.ID,
			Path: resource.Join(place, "request_id"),
		},
	}, nil
}

func (s *GuidanceContacts) noun() resource.Noun[contacting] {
	return resource.Noun[contacting]{
		Service: events.Service, Scope: "CreateGuidanceContact", Field: "contact", Rules: s.rules, Insert: insertContacts,
		ByID: contactsByID,
	}
}

// rules locks the trajectories and answers the rules of contacts in them. Error: NOT_FOUND (RESIDENT_ERASED).
func (s *GuidanceContacts) rules(
	ctx context.Context, tx *sql.Tx, list []contacting,
) (rules resource.Rules[contacting], err error) {
	wanted, residents := map[string]bool{}, map[string]bool{}
	for _, c := range list {
		wanted[c.GuidanceID], residents[c.of.ResidentID] = true, true
	}
	in := store.In(tx)
	of, err := in.LockGuidanceByID(ctx, wanted)
	if err != nil {
		return rules, err
	}
	present, err := in.LockResidentsByID(ctx, residents)
	if err != nil {
		return rules, err
	}
	for _, row := range present {
		if err := row.Use(); err != nil {
			return rules, err
		}
	}
	rules.Check = func(c *contacting) []fault.Field {
		c.of = of[c.GuidanceID]
		return c.Check(c.of, s.today())
	}
	rules.Follow = s.follow
	return rules, nil
}

func insertContacts(ctx context.Context, tx *sql.Tx, list []contacting) error {
	rows := make([]store.GuidanceContact, len(list))
	for i, c := range list {
		rows[i] = c.GuidanceContact
	}
	return store.In(tx).InsertGuidanceContacts(ctx, rows)
}

func contactsByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]contacting, error) {
	found, err := store.In(tx).GuidanceContactsByID(ctx, ids)
	list := make(map[string]contacting, len(found))
	for id, c := range found {
		list[id] = contacting{GuidanceContact: c}
	}
	return list, err
}

// follow logs the contacts, and tells the years of trajectories that count otherwise with them.
func (s *GuidanceContacts) follow(
	ctx context.Context, tx *sql.Tx, fresh resource.Entries[contacting],
) ([]outbox.Event, error) {
	var done entries
	of := map[string]domain.Guidance{}
	for _, c := range fresh.Values() {
		of[c.GuidanceID] = c.of
		done.processing = append(done.processing, c.done.processing...)
		done.audit = append(done.audit, c.done.audit...)
	}
	if err := s.log(ctx, tx, done); err != nil {
		return nil, err
	}
	list := make([]domain.Guidance, 0, len(of))
	for _, g := range of {
		list = append(list, g)
	}
	return s.retellGuidance(ctx, tx, list)
}

// ListGuidanceContacts lists the contacts of a trajectory, oldest first.
func (s *GuidanceContacts) ListGuidanceContacts(
	ctx context.Context, req *supportv1.ListGuidanceContactsRequest,
) (*supportv1.ListGuidanceContactsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).GuidanceContacts(ctx, of.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(c store.GuidanceContact) string { return c.ID })
	keys, err := s.vault().Keys(ctx, of.ResidentID)
	if err != nil {
		return nil, err
	}
	answer := &supportv1.ListGuidanceContactsResponse{NextPageToken: next}
	for _, row := range rows {
		c, err := openContact(keys, of.ResidentID, row)
		if err != nil {
			return nil, err
		}
		answer.Contacts = append(answer.Contacts, encodeContact(c))
	}
	return answer, s.logRead(ctx, contactFields, guidanceObject(of.ID), of.ResidentID)
}

// openContact answers a contact with its note: none where the resident was erased.
func openContact(keys privacy.Keys, residentID string, row store.GuidanceContact) (c domain.GuidanceContact, err error) {
	c = row.GuidanceContact
	c.Note, err = openText(keys, residentID, c.ID, contactNoteField, row.SealedNote)
	return c, err
}

func encodeContact(c domain.GuidanceContact) *supportv1.GuidanceContact {
	return &supportv1.GuidanceContact{
		Id: c.ID, GuidanceTrajectoryId: c.GuidanceID, Date: c.Date.String(),
		Channel: enums.Value[supportv1.GuidanceContactChannel](string(c.Channel)), Minutes: int32(c.Minutes), Note: c.Note,
		Recorder: c.Recorder, CreateTime: timestamppb.New(c.Created),
	}
}
