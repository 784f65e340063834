"""Second factor at sign-in; names a person had before"""

import sqlalchemy as sa
from alembic import op

revision = 'people_second_factor'
down_revision = 'board_lessons'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('person_name',
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('until', sa.String(40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.person_id'], name=op.f('fk_person_name_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'name', name=op.f('pk_person_name'))
    )
    op.create_table('second_factor',
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('sealed_secret', sa.Text(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('recovery_hashes', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.String(40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.person_id'], name=op.f('fk_second_factor_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_second_factor'))
    )


def downgrade() -> None:
    op.drop_table('second_factor')
    op.drop_table('person_name')
