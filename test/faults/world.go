package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// canary is a name that nobody has. It may stand in no log.
const canary = "Kwikstaartsma"

// team is whose the questions are.
const team = "haven"

// capacity is how many can take part in a session: few, so that many fight for the last place.
const capacity = 3

// world is what is there before anything goes wrong: where things happen and who takes part.
type world struct {
	journal             *journal
	location, programme string
	room                string
	activity            string
	sessions            []string
	participants        []string
	assignments         []string // each of another person
	role                string
	residents           []string
	today               civil.Date
	noon                time.Time // of today, UTC
	mu                  sync.Mutex
	pools               map[string][]string // what may still be changed, by kind of change
}

// put keeps what may be changed later; take answers one of them, each once.
func (w *world) put(pool, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pools[pool] = append(w.pools[pool], id)
}

func (w *world) take(pool string, r *rand.Rand) (id string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.pools[pool]
	if len(list) == 0 {
		return "", false
	}
	at := r.IntN(len(list))
	id = list[at]
	list[at] = list[len(list)-1]
	w.pools[pool] = list[:len(list)-1]
	return id, true
}

// crowded answers a number below wide, in half of the cases below narrow: there many want the same, and everywhere there is room
// for a long run.
func crowded(r *rand.Rand, narrow, wide int) int {
	if r.IntN(2) == 0 {
		return r.IntN(narrow)
	}
	return r.IntN(wide)
}

// one answers one of a list.
func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// prepare makes the world.
func prepare(ctx context.Context, c *client, j *journal) (*world, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return nil, err
	}
	w := &world{journal: j, pools: map[string][]string{}, today: civil.Today(clock.System().Now(), zone)}
	w.noon = clock.System().Now().Truncate(24 * time.Hour).Add(12 * time.Hour)
	p := &preparing{ctx: ctx, client: c}
	w.makePlaces(p)
	w.makeParticipants(p)
	w.makePeople(p)
	w.makeResidents(p)
	return w, p.err
}

// preparing makes things one after the other, until one fails.
type preparing struct {
	ctx    context.Context
	client *client
	err    error
}

// made has something made and answers its id.
func (p *preparing) made(name string, request proto.Message) string {
	if p.err != nil {
		return ""
	}
	answer, err := insist[proto.Message](p.ctx, p.client, name, request)
	if err != nil {
		p.err = errors.Join(p.err, fmt.Errorf("prepare: %s: %w", name, err))
		return ""
	}
	fields := answer.ProtoReflect()
	return fields.Get(fields.Descriptor().Fields().ByName("id")).String()
}

func (w *world) makePlaces(p *preparing) {
	w.location = p.made("activities.v1.LocationService.CreateLocation", &activitiesv1.CreateLocationRequest{
		RequestId: ids.New(), Location: &activitiesv1.Location{
			DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE,
			WijkCode: "WK003401", WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	w.programme = p.made("activities.v1.ProgrammeService.CreateProgramme", &activitiesv1.CreateProgrammeRequest{
		RequestId: ids.New(), Programme: &activitiesv1.Programme{
			Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	w.room = p.made("activities.v1.RoomService.CreateRoom", &activitiesv1.CreateRoomRequest{
		RequestId: ids.New(), Room: &activitiesv1.Room{
			LocationId: w.location, DisplayName: "Zaal", Capacity: 30, FirstDate: "2010-01-01",
		},
	})
	places := int32(capacity)
	w.activity = p.made("activities.v1.ActivityService.CreateActivity", &activitiesv1.CreateActivityRequest{
		RequestId: ids.New(), Activity: &activitiesv1.Activity{
			ProgrammeId: w.programme, LocationId: w.location, DisplayName: "Taalles", StartDate: w.today.AddDays(2).String(),
			TimeOfDay: "10:00", DurationMinutes: 60, RecurrenceRule: "FREQ=DAILY;COUNT=20", Capacity: &places,
			RegistrationRequired: true,
		},
	})
	p.made("activities.v1.ActivityService.CreateActivityPublication",
		&activitiesv1.CreateActivityPublicationRequest{ActivityId: w.activity, RequestId: ids.New()})
	if p.err != nil {
		return
	}
	list, err := insist[*activitiesv1.ListSessionsResponse](p.ctx, p.client, "activities.v1.SessionService.ListSessions",
		&activitiesv1.ListSessionsRequest{ActivityId: w.activity, PageSize: 1000})
	p.err = err
	for _, s := range list.GetSessions() {
		w.sessions = append(w.sessions, s.GetId())
	}
}

func (w *world) makeParticipants(p *preparing) {
	for number := range 60 {
		w.participants = append(w.participants, p.made("activities.v1.ParticipantService.CreateParticipant",
			&activitiesv1.CreateParticipantRequest{RequestId: ids.New(), Participant: &activitiesv1.Participant{
				GivenName: fmt.Sprint("Deelnemer ", number), Surname: canary,
			}}))
	}
}

func (w *world) makePeople(p *preparing) {
	if p.err != nil {
		return
	}
	p.err = eventually(p.ctx, patience, "volunteers hears of the programme", func(ctx context.Context) error {
		made, err := p.client.overGRPC(ctx, "volunteers.v1.RoleService.CreateRole", &volunteersv1.CreateRoleRequest{
			RequestId: ids.New(), Role: &volunteersv1.Role{
				Code: "gastheer", DisplayName: "Gastheer", ProgrammeId: w.programme, StartDate: "2021-01-01",
			},
		})
		if err == nil {
			w.role = made.(*volunteersv1.Role).GetId()
		}
		return err
	})
	for number := range 40 {
		person := p.made("volunteers.v1.PersonService.CreatePerson", &volunteersv1.CreatePersonRequest{
			RequestId: ids.New(), Person: &volunteersv1.Person{GivenName: fmt.Sprint("Vrijwilliger ", number), Surname: canary},
		})
		engagement := p.made("volunteers.v1.EngagementService.CreateEngagement", &volunteersv1.CreateEngagementRequest{
			RequestId: ids.New(), Engagement: &volunteersv1.Engagement{
				PersonId: person, Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER,
				State: volunteersv1.EngagementState_ENGAGEMENT_STATE_ACTIVE, StartDate: "2021-09-01",
			},
		})
		w.assignments = append(w.assignments, p.made("volunteers.v1.AssignmentService.CreateAssignment",
			&volunteersv1.CreateAssignmentRequest{RequestId: ids.New(), Assignment: &volunteersv1.Assignment{
				EngagementId: engagement, RoleId: w.role, State: volunteersv1.AssignmentState_ASSIGNMENT_STATE_ACTIVE,
				StartDate: "2021-10-01",
			}}))
	}
}

func (w *world) makeResidents(p *preparing) {
	year := int32(1980)
	for number := range 30 {
		w.residents = append(w.residents, p.made("support.v1.ResidentService.CreateResident", &supportv1.CreateResidentRequest{
			RequestId: ids.New(), Resident: &supportv1.Resident{
				GivenName: fmt.Sprint("Bewoner ", number), Surname: canary, BirthYear: year, Telephone: "06 1234 5678",
			},
		}))
	}
}
