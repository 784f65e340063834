"""Records sent to a CRM over its API, the runs that sent them, and batches whose answer is open"""

import sqlalchemy as sa
from alembic import op

revision = 'push'
down_revision = 'people_second_factor'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pushed',
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('destination', sa.String(length=200), nullable=False),
    sa.Column('part_name', sa.String(length=80), nullable=False),
    sa.Column('external_id', sa.String(length=120), nullable=False),
    sa.Column('row_hash', sa.String(length=64), nullable=False),
    sa.Column('target_id', sa.String(length=80), nullable=False),
    sa.Column('run_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('target', 'destination', 'part_name', 'external_id', name=op.f('pk_pushed'))
    )
    op.create_table('push_run',
    sa.Column('run_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('ended_at', sa.String(40), nullable=True),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('destination', sa.String(length=200), nullable=False),
    sa.Column('template_number', sa.Integer(), nullable=False),
    sa.Column('scope', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('run_id', name=op.f('pk_push_run'))
    )
    op.create_table('push_batch',
    sa.Column('batch_id', sa.String(length=40), nullable=False),
    sa.Column('run_id', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('destination', sa.String(length=200), nullable=False),
    sa.Column('object_key', sa.String(length=60), nullable=False),
    sa.Column('part_name', sa.String(length=80), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('hashes', sa.JSON(), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_push_batch'))
    )


def downgrade() -> None:
    op.drop_table('push_batch')
    op.drop_table('push_run')
    op.drop_table('pushed')
