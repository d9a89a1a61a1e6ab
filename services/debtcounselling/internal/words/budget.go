package words

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// Category answers what a line of a budget plan is for.
func Category(c domain.BudgetCategory) string {
	return of(map[domain.BudgetCategory]string{
		"wages": "Loon", "benefit": "Uitkering", "pension": "Pensioen", "allowances": "Toeslagen", "alimony": "Alimentatie",
		"other_income": "Overige inkomsten", "housing": "Wonen", "energy": "Energie", "water": "Water", "insurance": "Verzekeringen",
		"telecom": "Telefoon, internet en tv", "transport": "Vervoer", "tax": "Belastingen", "other_fixed": "Overige vaste lasten",
		"reservation": "Reservering", "household": "Leefgeld", "repayment": "Aflossing",
	}, c)
}

// Component answers what a part of the outcome of a calculator is.
func Component(code string) string {
	return of(map[string]string{
		"protected_earnings": "Beslagvrije voet", "housing": "Wonen", "partner_income": "Inkomen van uw partner",
		"company_car": "Auto van de zaak", "reservation": "Reserveringstoeslag", "employment": "Arbeidstoeslag",
		"own_risk": "Eigen risico van de zorgverzekering", "pension_age": "Pensioenleeftijd",
		"municipal_taxes": "Belastingen van de gemeente", "care": "Zorgverzekering en medische kosten",
		"commuting": "Auto of reizen naar het werk", "children": "Studie of opvang van kinderen",
		"alimony": "Alimentatie of co-ouderschap", "budget_management": "Kosten van budgetbeheer of bewind",
		"living": "Leefgeld", "other": "Overig",
	}, code)
}
