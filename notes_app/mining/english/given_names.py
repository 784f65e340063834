"""Given names that English speakers commonly bear: Tom Reyes is a person, Tarn Reyes may be anything.

Source: the commonest given names of the United Kingdom and the United States in the last hundred years, as both countries publish them.
"""

from __future__ import annotations

_GIVEN = frozenset(
    "Aaron Abby Abigail Adam Adrian Agnes Aidan Alan Albert Alec Alex Alexander Alexandra Alfred Alice Alison Allan Allison Alma Amanda Amber Amelia Amy Andrea Andrew Andy Angela Anita Ann Anna Anne Annie Anthony Antonia Archie Arthur Ashley Audrey Barbara Barry Beatrice Becky Ben Benjamin Bernard Bernice Beth Bethany Betty Beverley Bill Billy Bob Bobby Brad Bradley Brandon Brenda Brian Bridget Bruce Bryan Callum Cameron Carl Carla Carmen Carol Carole Caroline Carolyn Catherine Cathy Cecil Cecilia Charles Charlie Charlotte Cheryl Chloe Chris Christian Christina Christine Christopher "
    "Cindy Claire Clara Clare Clifford Clive Colin Colleen Connie Connor Craig Curtis Cynthia Daisy Dan Daniel Danielle Danny Darren Dave David Dawn Dean Deborah Debbie Debra Denise Dennis Derek Desmond Diana Diane Dominic Don Donald Donna Doris Dorothy Doug Douglas Duncan Dylan Ed Eddie Edith Edmund Edward Edwin Eileen Elaine Eleanor Elizabeth Ella Ellen Ellie Elsie Emily Emma Eric Erica Erin Ernest Esther Ethan Eugene Eva Evan Eve Evelyn Fiona Florence Frances Francis Frank Fred Frederick Gareth Gary Gavin Gemma Geoff Geoffrey George Georgia Georgina Gerald Geraldine Gerard Gillian Gina Glen Glenn Gloria Gordon Grace Graham Greg Gregory Gwen "
    "Hannah Harold Harriet Harry Harvey Hazel Heather Helen Henry Herbert Hilary Holly Howard Hugh Ian Irene Isaac Isabel Isabella Ivan Ivy Jack Jackie Jacob Jacqueline Jade Jake James Jamie Jan Jane Janet Janice Jason Jay Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerry Jesse Jessica Jill Jim Jimmy Joan Joanna Joanne Joe Joel John Johnny Jon Jonathan Jordan Joseph Josephine Josh Joshua Joy Joyce Juan Judith Judy Julia Julian Julie June Justin Karen Karl Kate Katherine Kathleen Kathryn Kathy Katie Keith Kelly Ken Kenneth Kerry Kevin Kieran Kim Kimberly Kirsty Kristen Kurt Kyle Larry Laura Lauren Laurence Lawrence Leah Lee Leon Leonard Leslie Lewis Liam Lillian Lily Linda Lindsay Lisa Liz Lloyd Lois Lorna Lorraine Louis Louise Lucas Lucy Luis Luke Lydia Lynn Lynne "
    "Madeleine Maggie Malcolm Marcus Margaret Maria Marian Marie Marilyn Marion Mark Marlene Martha Martin Marvin Mary Mathew Matt Matthew Maureen Maurice Max Maxine Megan Melanie Melissa Michael Michelle Miguel Mike Mildred Miranda Miriam Mohammed Moira Molly Monica Muhammad Nadia Nancy Naomi Natalie Natasha Nathan Neil Nicholas Nick Nicola Nicole Nigel Nina Noah Noel Nora Norma Norman Oliver Olivia Oscar Owen Pamela Patricia Patrick Patsy Paul Paula Pauline Peggy Penelope Penny Pete Peter Phil Philip Phillip Phyllis Polly Priya Rachel Ralph Randy Ray Raymond Rebecca Reg Reginald Rhona Rhys Richard Rick Ricky Rita Rob Robert Roberta Robin Rod Rodney Roger Roland Ron Ronald Ronnie Rosalind Rose Rosemary Rosie Ross Roy Ruby Rupert Russell Ruth Ryan "
    "Sally Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shaun Sheila Shirley Sian Simon Sophia Sophie Stacey Stan Stanley Stella Stephanie Stephen Steve Steven Stewart Stuart Sue Susan Susie Suzanne Sylvia Tamara Tamsin Tanya Tara Ted Teresa Terry Theo Theresa Thomas Tim Timothy Tina Tobias Toby Todd Tom Tommy Toni Tony Tracey Tracy Trevor Tyler Ursula Valerie Vanessa Vera Veronica Vic Victor Victoria Vincent Violet Virginia Vivian Walter Wanda Warren Wayne Wendy Will William Winifred Yvonne Zoe".split()
)


def is_given_name(word: str) -> bool:
    """Return whether many people are called so."""
    return word in _GIVEN
