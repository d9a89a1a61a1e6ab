package sample

import (
	"context"
	"errors"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"google.golang.org/grpc"
)

// ErrOtherRecords is that the store already has programmes with the codes of the sample that did not come from this
// year: records of its own, or a year of another seed that was never finished. No place and no count
// was added.
var ErrOtherRecords = errors.New("the store has other records under the programmes of the sample")

// Clients are the services a year is loaded through. Their calls must carry the roles importer, activities.staff,
// volunteers.coordinator and account.manager.
type Clients struct {
	Locations    activitiesv1.LocationServiceClient
	Programmes   activitiesv1.ProgrammeServiceClient
	Rooms        activitiesv1.RoomServiceClient
	HeadCounts   activitiesv1.HeadCountServiceClient
	Participants activitiesv1.ParticipantServiceClient
	Activities   activitiesv1.ActivityServiceClient
	Sessions     activitiesv1.SessionServiceClient
	Attendance   activitiesv1.AttendanceServiceClient
	Contacts     activitiesv1.ContactServiceClient
	Initiatives  activitiesv1.InitiativeServiceClient
	Outputs      activitiesv1.OutputServiceClient
	People       volunteersv1.PersonServiceClient
	Engagements  volunteersv1.EngagementServiceClient
	Roles        volunteersv1.RoleServiceClient
	Assignments  volunteersv1.AssignmentServiceClient
	Hours        volunteersv1.HoursServiceClient
	DebtClients  debtcounsellingv1.ClientServiceClient
	Trajectories debtcounsellingv1.TrajectoryServiceClient
	Residents    supportv1.ResidentServiceClient
	Questions    supportv1.QuestionServiceClient
	Mediations   supportv1.MediationServiceClient
	Guidance     supportv1.GuidanceTrajectoryServiceClient
	Guided       supportv1.GuidanceContactServiceClient
	Positions    eventsv1.PositionServiceClient
	Accounts     reportingv1.AccountServiceClient
	Catalogues   reportingv1.CatalogueServiceClient
}

// NewClients answers the clients of services that are all reached through conn.
func NewClients(conn grpc.ClientConnInterface) Clients {
	return Clients{
		Locations:    activitiesv1.NewLocationServiceClient(conn),
		Programmes:   activitiesv1.NewProgrammeServiceClient(conn),
		Rooms:        activitiesv1.NewRoomServiceClient(conn),
		HeadCounts:   activitiesv1.NewHeadCountServiceClient(conn),
		Participants: activitiesv1.NewParticipantServiceClient(conn),
		Activities:   activitiesv1.NewActivityServiceClient(conn),
		Sessions:     activitiesv1.NewSessionServiceClient(conn),
		Attendance:   activitiesv1.NewAttendanceServiceClient(conn),
		Contacts:     activitiesv1.NewContactServiceClient(conn),
		Initiatives:  activitiesv1.NewInitiativeServiceClient(conn),
		Outputs:      activitiesv1.NewOutputServiceClient(conn),
		People:       volunteersv1.NewPersonServiceClient(conn),
		Engagements:  volunteersv1.NewEngagementServiceClient(conn),
		Roles:        volunteersv1.NewRoleServiceClient(conn),
		Assignments:  volunteersv1.NewAssignmentServiceClient(conn),
		Hours:        volunteersv1.NewHoursServiceClient(conn),
		DebtClients:  debtcounsellingv1.NewClientServiceClient(conn),
		Trajectories: debtcounsellingv1.NewTrajectoryServiceClient(conn),
		Residents:    supportv1.NewResidentServiceClient(conn),
		Questions:    supportv1.NewQuestionServiceClient(conn),
		Mediations:   supportv1.NewMediationServiceClient(conn),
		Guidance:     supportv1.NewGuidanceTrajectoryServiceClient(conn),
		Guided:       supportv1.NewGuidanceContactServiceClient(conn),
		Positions:    eventsv1.NewPositionServiceClient(conn),
		Accounts:     reportingv1.NewAccountServiceClient(conn),
		Catalogues:   reportingv1.NewCatalogueServiceClient(conn),
	}
}

// Progress is told how far a load is. Add may be called from several goroutines at once.
type Progress interface {
	// Start says how many records there are. It is not called where nothing needs to be loaded.
	Start(total int)
	// Add says that n more records were acknowledged.
	Add(n int)
	// Done says that the load ended, well or not. It follows every Start.
	Done()
}

// Loaded is what a load did.
type Loaded struct {
	// Already says that the year was complete before, so that nothing was sent again.
	Already bool
	// Positions are what to wait for, so that an account read with them includes the whole year.
	Positions []string
}

// Load brings the records of y into the store, clears up its doubles and publishes the account of the year. A load that
// was interrupted is resumed by calling Load again with the same year. Where a complete sample year is in the store, of
// whatever seed, nothing is added. Errors: ErrOtherRecords; otherwise the status of the call that failed.
func Load(ctx context.Context, c Clients, y Year, p Progress) (Loaded, error) {
	return (&loader{Clients: c, year: y, progress: p, batch: batchSize}).bring(ctx)
}

func (l *loader) bring(ctx context.Context) (Loaded, error) {
	already, err := l.complete(ctx)
	if err != nil {
		return Loaded{}, err
	}
	if !already {
		if err := l.load(ctx); err != nil {
			return Loaded{}, err
		}
	}
	if err := l.clearUp(ctx); err != nil {
		return Loaded{}, err
	}
	positions, err := l.publish(ctx)
	return Loaded{Already: already, Positions: positions}, err
}
