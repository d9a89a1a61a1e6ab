package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Clients answers ClientService.
type Clients struct {
	debtcounsellingv1.UnimplementedClientServiceServer
	Deps
}

// CreateClient adds a client.
func (s *Clients) CreateClient(
	ctx context.Context, req *debtcounsellingv1.CreateClientRequest,
) (*debtcounsellingv1.Client, error) {
	list, err := s.add(ctx, []*debtcounsellingv1.CreateClientRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateClients adds all clients, or none.
func (s *Clients) BatchCreateClients(
	ctx context.Context, req *debtcounsellingv1.BatchCreateClientsRequest,
) (*debtcounsellingv1.BatchCreateClientsResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.BatchCreateClientsResponse{Clients: list}, nil
}

// GetClient answers one client.
func (s *Clients) GetClient(
	ctx context.Context, req *debtcounsellingv1.GetClientRequest,
) (*debtcounsellingv1.Client, error) {
	row, err := s.openClient(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	c, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeClient(c), s.logRead(ctx, identity, "client/"+c.ID, c.ID)
}

// SearchClients finds clients by surname and birth, or by postcode and house number. A counsellor finds the own ones.
func (s *Clients) SearchClients(
	ctx context.Context, req *debtcounsellingv1.SearchClientsRequest,
) (*debtcounsellingv1.SearchClientsResponse, error) {
	hashes, err := s.sought(req)
	if err != nil {
		return nil, err
	}
	rows, err := store.Reading(s.DB.Read()).FindClients(ctx, hashes)
	if err != nil {
		return nil, err
	}
	if rows, err = s.onlyOwn(ctx, rows); err != nil {
		return nil, err
	}
	list, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b domain.Client) int { return cmp.Compare(a.ID, b.ID) })
	list = list[:min(len(list), person.MaxFound)]
	answer := &debtcounsellingv1.SearchClientsResponse{}
	var ids []string
	for _, c := range list {
		answer.Clients, ids = append(answer.Clients, encodeClient(c)), append(ids, c.ID)
	}
	return answer, s.logRead(ctx, identity, "clients", ids...)
}

// sought answers the hashes of whom is sought.
func (s *Clients) sought(req *debtcounsellingv1.SearchClientsRequest) ([]string, error) {
	var d resource.Dates
	birth := person.Birth{Date: d.Read("birth_date", req.GetBirthDate()), Year: int(req.GetBirthYear())}
	broken := append(d.Broken, birth.Check(s.today())...)
	byAddress := req.GetPostcode() != "" || req.GetHouseNumber() != ""
	if byAddress && !domain.IsPostcode(domain.TidyPostcode(req.GetPostcode())) {
		broken = append(broken, fault.Field{
			Path: "postcode", Reason: "POSTCODE_INVALID", Text: "A postal code is as 1315 AB.",
		})
	}
	if req.GetSurname() != "" || birth.IsKnown() {
		broken = append(broken, person.CheckSurname(req.GetSurname())...)
	} else if !byAddress {
		broken = append(broken, fault.Field{
			Path: "surname", Reason: "NOTHING_SOUGHT", Text: "Say a surname, or a postal code with the number of a house.",
		})
	}
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	var hashes []string
	if req.GetSurname() != "" {
		hashes = s.finder().Sought(req.GetSurname(), birth)
	}
	if byAddress {
		hashes = append(hashes, s.addresses().Hashes(domain.TidyPostcode(req.GetPostcode()), req.GetHouseNumber())...)
	}
	return hashes, nil
}

// onlyOwn answers those of clients that the caller may see. That there are others is not told.
func (d Deps) onlyOwn(ctx context.Context, rows []store.Client) (own []store.Client, err error) {
	if supervises(ctx) {
		return rows, nil
	}
	may, err := d.mayOpen(ctx, rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if may[row.ID] {
			own = append(own, row)
		}
	}
	return own, nil
}

// openClient answers a client that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS), which is in the audit log
// before it is answered, and is the same for a client that is not there or was erased.
func (d Deps) openClient(ctx context.Context, id string) (store.Client, error) {
	row, err := store.Reading(d.DB.Read()).Client(ctx, id)
	if err != nil && !fault.Is(err, "CLIENT_NOT_FOUND") {
		return row, err
	}
	if err != nil || row.Use() != nil {
		return row, d.refuse(ctx, "client/"+id)
	}
	own, err := d.onlyOwn(ctx, []store.Client{row})
	if err == nil && len(own) == 0 {
		err = d.refuse(ctx, "client/"+id)
	}
	return row, err
}

// mayOpen answers which clients a caller who is no supervisor may see: those of the own trajectories, and whom the caller
// recorded and nobody helps yet.
func (d Deps) mayOpen(ctx context.Context, rows []store.Client) (may map[string]bool, err error) {
	ids := make(map[string]bool, len(rows))
	for _, row := range rows {
		ids[row.ID] = true
	}
	var assigned map[string][]domain.CaseAssignment
	err = d.snapshot(ctx, func(s store.Store) (err error) {
		assigned, err = s.AssignedTo(ctx, ids)
		return err
	})
	may = make(map[string]bool, len(rows))
	for _, row := range rows {
		who := auth.Subject(ctx)
		may[row.ID] = domain.MaySee(who, false, assigned[row.ID], d.today()) || (len(assigned[row.ID]) == 0 && row.Recorder == who)
	}
	return may, err
}
