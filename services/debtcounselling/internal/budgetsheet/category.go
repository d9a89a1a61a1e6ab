package budgetsheet

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// categoryName answers what a category is called in Dutch.
func categoryName(c domain.BudgetCategory) string {
	switch c {
	case "wages":
		return "Loon"
	case "benefit":
		return "Uitkering"
	case "pension":
		return "Pensioen"
	case "allowances":
		return "Toeslagen"
	case "alimony":
		return "Alimentatie"
	case "other_income":
		return "Overige inkomsten"
	case "housing":
		return "Wonen"
	case "energy":
		return "Energie"
	case "water":
		return "Water"
	case "insurance":
		return "Verzekeringen"
	case "telecom":
		return "Telefoon, internet en tv"
	case "transport":
		return "Vervoer"
	case "tax":
		return "Belastingen"
	case "other_fixed":
		return "Overige vaste lasten"
	case "reservation":
		return "Reservering"
	case "household":
		return "Leefgeld"
	case "repayment":
		return "Aflossing"
	}
	return string(c)
}
